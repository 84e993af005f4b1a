// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/Accessibility.h"

#include "ui/kit/AppTile.h"
#include "ui/kit/Banner.h"
#include "ui/kit/Overlay.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/SegmentedControl.h"
#include "ui/kit/StatusPill.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace drawbridge::ui {

namespace {

/// A password entry that tells how many characters it has, and none of them.
class SecretFieldInterface final : public QAccessibleWidget
{
public:
    explicit SecretFieldInterface(SecretField *field)
        : QAccessibleWidget(field, QAccessible::EditableText)
    {}

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.editable = true;
        state.passwordEdit = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return QString(static_cast<SecretField *>(widget())->length(), QChar(0x2022));
        return QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    if (auto *field = qobject_cast<SecretField *>(object))
        return new SecretFieldInterface(field);
    if (auto *dialog = qobject_cast<Overlay *>(object))
        return new QAccessibleWidget(dialog, QAccessible::Dialog);
    if (auto *pill = qobject_cast<StatusPill *>(object))
        return new QAccessibleWidget(pill, QAccessible::StaticText);
    if (auto *tile = qobject_cast<AppTile *>(object))
        return new QAccessibleWidget(tile, QAccessible::Graphic);
    if (auto *banner = qobject_cast<Banner *>(object))
        return new QAccessibleWidget(banner, QAccessible::AlertMessage);
    if (auto *control = qobject_cast<SegmentedControl *>(object))
        return new QAccessibleWidget(control, QAccessible::Grouping);
    return nullptr;
}

} // namespace

void installAccessibility()
{
    static bool installed = false;
    if (!installed)
        QAccessible::installFactory(&makeInterface);
    installed = true;
}

} // namespace drawbridge::ui
