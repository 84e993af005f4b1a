// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/Buttons.h"
#include "ui/kit/Overlay.h"

#include <QPointer>

#include <functional>

class QHBoxLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class PlainLabel;

/// Asks something over its window. open() returns at once, accepted() or rejected() follows, then the dialog
/// deletes itself.
class Dialog : public Overlay
{
    Q_OBJECT

public:
    /// Lies over the window of `anchor`.
    Dialog(const QString &title, const QString &text, QWidget *anchor);

    /// What stands between text and buttons.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    void setText(const QString &text);
    /// The width of the card, 440 unless told.
    void setCardWidth(int width);
    /// The rightmost added is the one for Return. None of them closes by itself except through accept()/reject().
    Button *addButton(Button *button);
    PrimaryButton *addPrimary(const QString &text);
    SecondaryButton *addCancel(const QString &text = {});

    void open();
    void accept();
    void reject();

    void escape() override;

Q_SIGNALS:
    void accepted();
    void rejected();

protected:
    [[nodiscard]] QRect cardGeometry() const override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void close(bool isAccepted);

    int m_cardWidth = 440;
    PlainLabel *m_text;
    QVBoxLayout *m_body;
    QHBoxLayout *m_buttons;
    QPointer<Button> m_default;
};

/// Before something that stops things from working: says what stops, what goes on, and asks for a clear yes.
class DangerDialog final : public Dialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title;         ///< "Remove Stripe?"
        QString text;          ///< what will happen, in one or two sentences
        QStringList stops;     ///< what stops working, one line each
        QStringList goesOn;    ///< what still works, or who still holds a copy
        QString confirm;       ///< the word on the red button: "Remove"
        QString typeToConfirm; ///< not empty: the button wakes only when this was typed
        std::function<bool()> mayGoOn = {}; ///< asked at the press; false: the dialog stays
    };

    DangerDialog(const Question &question, QWidget *anchor);
};

} // namespace drawbridge::ui
