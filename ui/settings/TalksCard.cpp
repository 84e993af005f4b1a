// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/TalksCard.h"

#include "ui/kit/PlainLabel.h"
#include "ui/kit/Rows.h"
#include "ui/settings/ContactsModel.h"

#include <QBoxLayout>
#include <QHeaderView>

#include <algorithm>

namespace drawbridge::ui {

namespace {

using namespace std::chrono_literals;

} // namespace

TalksCard::TalksCard(const Workspace &workspace, QWidget *parent)
    : Card(tr("Who Drawbridge talks to"), parent)
    , m_workspace(workspace)
    , m_model(new ContactsModel(this))
    , m_table(new TableView(tr("Who Drawbridge talks to")))
    , m_nobody(new PlainLabel(tr("Nobody yet, since it was started."), TextRole::Body, Wrap::Yes))
{
    body()->addWidget(
        new PlainLabel(tr("Nothing leaves this computer unless you send it. Testing or "
                          "using a connection talks to its app and to nobody else."),
                       TextRole::Muted,
                       Wrap::Yes));
    body()->addWidget(m_nobody);
    m_table->setFitsRows(true);
    m_table->setModel(m_model);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ContactsModel::Purpose, QHeaderView::Stretch);
    m_table->hide();
    body()->addWidget(m_table);
    m_timer.setInterval(2s);
    connect(&m_timer, &QTimer::timeout, this, &TalksCard::refresh);
}

void TalksCard::refresh()
{
    const QList<Contact> contacts = m_workspace.contacts();
    m_model->setContacts(contacts, QDateTime::currentDateTimeUtc());
    m_nobody->setVisible(contacts.isEmpty());
    m_table->setVisible(!contacts.isEmpty());
    m_table->updateGeometry();
}

void TalksCard::showEvent(QShowEvent *event)
{
    Card::showEvent(event);
    refresh();
    m_timer.start();
}

void TalksCard::hideEvent(QHideEvent *event)
{
    Card::hideEvent(event);
    m_timer.stop();
}

} // namespace drawbridge::ui
