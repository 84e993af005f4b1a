// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/NameVeil.h"
#include "ui/kit/Page.h"

#include <QPointer>

class QVBoxLayout;

namespace drawbridge::ui {

class PageFrame;

/// Who can see which key, and what is to be replaced when somebody leaves.
class PeoplePage final : public Page
{
    Q_OBJECT

public:
    explicit PeoplePage(Workspace &workspace, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override { return Icon::People; }
    [[nodiscard]] bool isInSidebar() const override { return false; }
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// `subject`: a person whose list is brought into sight.
    void enter(const QString &subject) override;
    bool escape() override;
    [[nodiscard]] std::vector<Command> commands() const override;

private:
    void show();
    void showDepartures(const Snapshot &now, bool open);
    void showPeople(const Snapshot &now);
    [[nodiscard]] QString aboutPerson(const Snapshot &now, const Person &person) const;
    void askPerson(const PersonId &known);
    void askLeaving(const PersonId &person);
    void askReason(const SettleItem &command);
    void askCancel(const DepartureId &id);
    void remove(const PersonId &id);
    /// Tells what went wrong, or `done`, if it is not empty.
    template<typename Command>
    void run(const Command &command, const QString &done);
    [[nodiscard]] NameVeil veil() const;

    Workspace &m_workspace;
    QPointer<PageFrame> m_frame;
    QVBoxLayout *m_column = nullptr;
    QHash<QString, QPointer<QWidget>> m_cards; ///< of open lists, by person
};

} // namespace drawbridge::ui
