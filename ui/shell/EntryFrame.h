// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class Disclosure;
class PlainLabel;
class ProgressRow;

/// What is asked before the business can be shown: a narrow column in the middle with the mark, a title, a sentence,
/// a form, one button, and below it other ways to go on.
class EntryFrame : public QWidget
{
    Q_OBJECT

public:
    EntryFrame(const QString &title, const QString &sentence, QWidget *parent = nullptr);

    /// The work the button started is under way: no second press, and progress if it takes its time.
    void begin(const QString &sentence);
    /// True from begin() until it is over.
    [[nodiscard]] bool isAsking() const { return m_asking; }
    /// It is over: nothing, or what went wrong.
    void finish();
    void fail(const Error &error);

protected:
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    void setTitle(const QString &title);
    void setSentence(const QString &sentence);
    Button *setPrimary(const QString &text);
    Button *addLink(const QString &text);
    void showPrimary(bool shown);
    /// Progress for work that nobody asked for.
    void wait(const QString &sentence);

Q_SIGNALS:
    /// The button, or Return in a field.
    void submitted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *m_column;
    PlainLabel *m_title;
    PlainLabel *m_sentence;
    QVBoxLayout *m_body;
    PlainLabel *m_error;
    Disclosure *m_details;
    PlainLabel *m_detail;
    ProgressRow *m_progress;
    QVBoxLayout *m_buttons;
    QHBoxLayout *m_links;
    Button *m_primary = nullptr;
    bool m_asking = false;
};

} // namespace drawbridge::ui
