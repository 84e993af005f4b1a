// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <chrono>
#include <functional>

class QLineEdit;

namespace drawbridge::ui {

class Button;
class FormRow;
class PlainLabel;
class QrPicture;

/// What is seen while a sign-in waits for its person: the page that was opened, or the code to type and how long it is
/// good; and where to paste the address of the end, for a browser on another computer.
class SignInPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInPanel(QWidget *parent = nullptr);

    void waitForBrowser(const QString &app, const QUrl &page, bool pasteNeeded);
    /// What is typed where, and for how long it is good. `pageWithCode` may be empty.
    struct Code
    {
        QString text;
        QUrl page;
        QUrl pageWithCode;
        std::chrono::seconds lifetime{0};
    };
    void waitForCode(const QString &app, const Code &code);
    void refusePaste(const QString &why);
    /// Nobody waits any more.
    void finish();
    /// Opens the page, unless a test does.
    static void setOpener(std::function<void(const QUrl &)> opener);

Q_SIGNALS:
    void pasted(const QString &text);

private:
    void openPage();
    void showTimeLeft();
    void showPaste(bool needed);

    QUrl m_page;
    qint64 m_endsAt = 0; ///< by the clock since the start of this computer, ms; 0: no end is shown
    QTimer m_tick;
    PlainLabel *m_words;
    PlainLabel *m_code;
    PlainLabel *m_left;
    QrPicture *m_picture;
    Button *m_open;
    Button *m_copy;
    Button *m_otherComputer;
    QLineEdit *m_paste;
    FormRow *m_pasteRow;
    Button *m_take;
};

} // namespace drawbridge::ui
