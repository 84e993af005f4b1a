// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Tokens.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace drawbridge::ui {

/// The strokes of resources/icons, one file each: 24 px grid, 1.75 px line. Every value has its file (a test looks).
enum class Icon {
    None,
    Archive,
    ArrowLeft,
    ArrowRight,
    Bell,
    Bolt,
    Calendar,
    Check,
    CheckCircle,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    Clipboard,
    Clock,
    Close,
    Code,
    Copy,
    Danger,
    Document,
    Download,
    Edit,
    ExternalLink,
    Eye,
    EyeOff,
    Filter,
    Fit,
    Globe,
    Help,
    Home,
    Info,
    Key,
    Laptop,
    Leak,
    Link,
    List,
    Lock,
    Mail,
    Map,
    Minus,
    Moon,
    More,
    Pause,
    People,
    Person,
    Place,
    Play,
    Plug,
    Plus,
    Print,
    Refresh,
    Search,
    Send,
    Settings,
    Shield,
    ShieldCheck,
    Sort,
    Store,
    Sun,
    Tag,
    Trash,
    Undo,
    Unlock,
    Upload,
    Warning,
    ZoomIn,
    ZoomOut
};

/// The file's name without folder and ending: "check-circle".
[[nodiscard]] QString iconName(Icon icon);

/// An icon that takes its colour when it is painted, so it follows the theme and costs nothing until then. Disabled
/// it is drawn in Text3; checked or selected in `on`.
[[nodiscard]] QIcon icon(Icon icon, Ink ink = Ink::Text2);
[[nodiscard]] QIcon icon(Icon icon, Ink ink, Ink on);

/// The sign that stands beside a tone's words.
[[nodiscard]] Icon toneIcon(Tone tone);

/// Paints into `rect` (square, any size), sharp at any scale.
void paintIcon(QPainter &painter, Icon icon, const QRectF &rect, const QColor &color);

/// Drawbridge's own mark: the bridge on its coloured ground.
[[nodiscard]] QIcon brandIcon();
void paintBrand(QPainter &painter, const QRectF &rect);

} // namespace drawbridge::ui
