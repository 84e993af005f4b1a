// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/EventDetails.h"

#include "core/base/PlainText.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"

#include <QFormLayout>
#include <QJsonArray>

namespace drawbridge::ui {

namespace {

QString outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok:
        return EventDetails::tr("done");
    case Outcome::Failed:
        return EventDetails::tr("failed");
    case Outcome::Refused:
        return EventDetails::tr("refused");
    case Outcome::Noted:
        break;
    }
    return EventDetails::tr("noted");
}

QString valueText(const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        for (const QJsonValue &item : value.toArray())
            parts.append(item.toVariant().toString());
        return plainText(parts.join(QStringLiteral(", ")));
    }
    return plainText(value.toVariant().toString());
}

} // namespace

EventDetails::EventDetails(QWidget *parent)
    : Card(tr("Details"), parent)
    , m_summary(new PlainLabel(QString(), TextRole::Strong, Wrap::Yes, this))
    , m_lines(new QFormLayout)
    , m_open(new SecondaryButton(tr("Open the connection"), Icon::ArrowRight, this))
    , m_thread(new LinkButton(tr("Everything of this request"), Icon::None, this))
{
    m_summary->setSelectable(true);
    m_lines->setHorizontalSpacing(16);
    m_lines->setVerticalSpacing(6);
    m_lines->setRowWrapPolicy(QFormLayout::WrapLongRows);
    body()->setSpacing(12);
    body()->addWidget(m_summary);
    body()->addLayout(m_lines);
    body()->addWidget(m_open, 0, Qt::AlignLeft);
    body()->addWidget(m_thread, 0, Qt::AlignLeft);
    body()->addStretch(1);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT connectionChosen(m_connection); });
    connect(m_thread, &QPushButton::clicked, this, [this] { Q_EMIT requestChosen(m_request); });
    setEvent(nullptr, {}, {});
}

void EventDetails::addLine(const QString &label, const QString &value)
{
    if (value.isEmpty())
        return;
    auto *text = new PlainLabel(value, TextRole::Body, Wrap::Yes, this);
    text->setSelectable(true);
    m_lines->addRow(new PlainLabel(label, TextRole::Muted, Wrap::No, this), text);
}

void EventDetails::setEvent(const Event *event, const Snapshot &snapshot, const NameVeil &veil)
{
    while (m_lines->rowCount() > 0)
        m_lines->removeRow(0);
    m_open->setVisible(false);
    m_thread->setVisible(false);
    if (!event) {
        m_summary->setText(tr("Choose a line to see all about it."));
        m_summary->setRole(TextRole::Muted);
        return;
    }
    m_summary->setRole(TextRole::Strong);
    m_summary->setText(veil.sentence(event->summary));
    addLine(tr("When"), exactMoment(event->time));
    addLine(tr("Who"), veil.sentence(plainText(event->actor)));
    addLine(tr("Result"), outcomeText(event->outcome));
    const Connection *connection = snapshot.connection(event->connection);
    if (connection)
        addLine(tr("Connection"), veil.name(connection->name));
    for (auto it = event->attributes.begin(); it != event->attributes.end(); ++it)
        addLine(it.key(), veil.sentence(valueText(it.value())));
    addLine(tr("Number"), QString::number(event->seq));
    m_connection = event->connection;
    m_request = event->requestId;
    m_open->setVisible(connection != nullptr);
    m_thread->setVisible(!m_request.isEmpty());
}

} // namespace drawbridge::ui
