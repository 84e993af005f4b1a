// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Event.h"
#include "core/workspace/Snapshot.h"
#include "ui/kit/Card.h"
#include "ui/kit/NameVeil.h"

class QFormLayout;

namespace drawbridge::ui {

class Button;
class PlainLabel;

/// Everything about one event, beside the list.
class EventDetails final : public Card
{
    Q_OBJECT

public:
    explicit EventDetails(QWidget *parent = nullptr);

    /// Null: nothing is chosen.
    void setEvent(const Event *event, const Snapshot &snapshot, const NameVeil &veil);

Q_SIGNALS:
    void connectionChosen(const drawbridge::ConnectionId &id);
    /// Show only what belongs to the same request.
    void requestChosen(const QString &requestId);

private:
    void addLine(const QString &label, const QString &value);

    PlainLabel *m_summary;
    QFormLayout *m_lines;
    Button *m_open;
    Button *m_thread;
    ConnectionId m_connection;
    QString m_request;
};

} // namespace drawbridge::ui
