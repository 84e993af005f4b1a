// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Card.h"

class QPlainTextEdit;

namespace drawbridge::ui {

class Button;
class PlainLabel;

/// What the owner writes down for himself. It is sealed in the file of the business.
class NotesCard final : public Card
{
    Q_OBJECT

public:
    explicit NotesCard(QWidget *parent = nullptr);

    /// What was typed and not saved stays, as long as it is the same connection.
    void setConnection(const ConnectionShown &shown);
    void clear();
    void setSaving(bool saving);
    /// `sent` is kept now as `kept`; what was typed meanwhile stays.
    void setSaved(const QString &sent, const QString &kept);
    void setProblem(const QString &problem);

Q_SIGNALS:
    void saveWanted(const QString &notes);

private:
    void showState();
    [[nodiscard]] bool isChanged() const;

    ConnectionId m_connection;
    QString m_kept; ///< what the field held before it was typed into
    QPlainTextEdit *m_field;
    PlainLabel *m_hidden;
    PlainLabel *m_problem;
    QWidget *m_buttons;
    Button *m_save;
};

} // namespace drawbridge::ui
