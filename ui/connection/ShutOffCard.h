// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/ConnectionShown.h"
#include "ui/kit/Card.h"

namespace drawbridge::ui {

/// How a key is shut off at its app, and, once that was asked for, what was seen: never more than that. What will not
/// die is said in red.
class ShutOffCard final : public Card
{
    Q_OBJECT

public:
    explicit ShutOffCard(QWidget *parent = nullptr);

    void setConnection(const ConnectionShown &shown);
    void clear();
    /// An answer is waited for: no second press.
    void setBusy(bool busy);

Q_SIGNALS:
    void shutOffWanted();
    /// The app may take another key to end this one.
    void otherKeyWanted();
    void doneByHand(const drawbridge::ShutOffId &id);
    void seenGone(const drawbridge::ShutOffId &id);
    void lookWanted(const drawbridge::ShutOffId &id);

private:
    void showState(const KeyShutOff &shutOff, const ConnectionShown &shown);
    void showSteps(const ConnectionShown &shown);
    void addButtons(const KeyShutOff *shutOff, bool canBegin, bool mayEndByAnother);

    QVBoxLayout *m_column;
    QList<QPointer<QWidget>> m_buttons;
};

} // namespace drawbridge::ui
