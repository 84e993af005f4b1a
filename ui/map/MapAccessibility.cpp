// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/map/MapAccessibility.h"

#include "ui/map/MapView.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace drawbridge::ui {

namespace {

/// A tile or an arrow, by its place in the order of Tab.
class ItemInterface final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    ItemInterface(MapView *view, int place)
        : m_view(view)
        , m_place(place)
    {}

    bool isValid() const override
    {
        return m_view != nullptr && m_place < m_view->scene().order().size();
    }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override
    {
        return m_view != nullptr ? QAccessible::queryAccessibleInterface(m_view) : nullptr;
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? m_view->scene().nameOf(target())
                                                      : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect inside = m_view->rectOf(target()).toAlignedRect();
        return {m_view->mapToGlobal(inside.topLeft()), inside.size()};
    }
    QAccessible::Role role() const override { return QAccessible::Button; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.focusable = true;
        state.selectable = true;
        state.selected = m_view->chosen() == target();
        state.focused = state.selected && m_view->hasFocus();
        state.offscreen = !QRectF(m_view->rect()).intersects(m_view->rectOf(target()));
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface
            ? static_cast<QAccessibleActionInterface *>(this)
            : nullptr;
    }

    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString &name) override
    {
        if (!isValid())
            return;
        m_view->choose(target());
        if (name == setFocusAction())
            m_view->setFocus(Qt::OtherFocusReason);
        else if (name == pressAction())
            Q_EMIT m_view->opened(target());
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    [[nodiscard]] MapTarget target() const { return m_view->scene().order().at(m_place); }

    QPointer<MapView> m_view;
    int m_place;
};

class ViewInterface final : public QAccessibleWidget
{
public:
    explicit ViewInterface(MapView *view)
        : QAccessibleWidget(view, QAccessible::Graphic)
    {}
    ~ViewInterface() override
    {
        for (const QAccessible::Id id : std::as_const(m_items))
            QAccessible::deleteAccessibleInterface(id);
    }
    Q_DISABLE_COPY_MOVE(ViewInterface)

    int childCount() const override { return static_cast<int>(view()->scene().order().size()); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const auto known = m_items.constFind(index);
        if (known != m_items.constEnd())
            return QAccessible::accessibleInterface(known.value());
        auto *item = new ItemInterface(view(), index);
        m_items.insert(index, QAccessible::registerAccessibleInterface(item));
        return item;
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (auto it = m_items.constBegin(); it != m_items.constEnd(); ++it) {
            if (QAccessible::accessibleInterface(it.value()) == child)
                return it.key();
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const MapTarget target = view()->targetAt(view()->mapFromGlobal(QPoint(x, y)));
        return child(static_cast<int>(view()->scene().order().indexOf(target)));
    }
    QAccessibleInterface *focusChild() const override
    {
        if (!view()->hasFocus())
            return nullptr;
        return child(static_cast<int>(view()->scene().order().indexOf(view()->chosen())));
    }

private:
    [[nodiscard]] MapView *view() const { return static_cast<MapView *>(widget()); }

    mutable QHash<int, QAccessible::Id> m_items;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    if (auto *view = qobject_cast<MapView *>(object))
        return new ViewInterface(view);
    return nullptr;
}

} // namespace

void installMapAccessibility()
{
    static bool installed = false;
    if (!installed)
        QAccessible::installFactory(&makeInterface);
    installed = true;
}

} // namespace drawbridge::ui
