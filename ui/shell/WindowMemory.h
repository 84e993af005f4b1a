// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Theme.h"

#include <QByteArray>
#include <QDate>
#include <QString>

#include <optional>

namespace drawbridge::ui {

/// What the window remembers about itself between two starts: place, last screen, appearance. Never a name, never
/// anything of the business. The only place that uses QSettings.
class WindowMemory
{
public:
    /// In `file`, or in the user's configuration folder if that is empty.
    explicit WindowMemory(const QString &file = {});

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    [[nodiscard]] QString page() const;
    void setPage(const QString &id);
    [[nodiscard]] Appearance appearance() const;
    void setAppearance(Appearance appearance);
    [[nodiscard]] std::optional<bool> wasSystemDark() const;
    void setSystemDark(bool dark);
    /// The day what falls due was last told.
    [[nodiscard]] QDate dueToldOn() const;
    void setDueToldOn(const QDate &day);

private:
    QString m_file;
};

} // namespace drawbridge::ui
