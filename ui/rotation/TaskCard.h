// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/kit/Card.h"
#include "ui/kit/TextRole.h"
#include "ui/rotation/RotationShown.h"

namespace drawbridge::ui {

class KeyChoice;
class Button;
class FlowLayout;
class PlainLabel;

/// What the replacing is at or waits for, what is in the way, and the buttons that help; at the end, what was seen.
class TaskCard final : public Card
{
    Q_OBJECT

public:
    TaskCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent = nullptr);

    /// Time has passed. UTC.
    void tick(const QDateTime &now);

Q_SIGNALS:
    void continueWanted(const drawbridge::ContinueRotation &command);
    void backWanted();
    void endOldWanted();
    void doneByHand(const drawbridge::ShutOffId &id);
    void lookWanted(const drawbridge::ShutOffId &id);
    void signInWanted();
    void newKeyWanted();
    void finished();

private:
    void addWaiting();
    void addTrouble(const RotationShown &shown);
    void addEnding(const RotationShown &shown);
    void addEndingByHand(const RotationShown &shown, const KeyShutOff *shutOff);
    void addOutcome();
    /// A line that counts down to then.
    void addTime(const std::optional<QDateTime> &until);
    void addBack();
    void addSignIn();
    void say(const QString &text, TextRole role);
    Button *add(Button *button);
    [[nodiscard]] bool mayBeByHand() const;
    /// Whose ending it is at: the old key's, or the new one's on the way back.
    [[nodiscard]] const KeyShutOff *shutOffOf(const Snapshot &snapshot) const;

    Rotation m_rotation;
    QString m_app;
    PlainLabel *m_wait = nullptr;
    KeyChoice *m_authority = nullptr;
    FlowLayout *m_buttons = nullptr;
    std::optional<QDateTime> m_until;
};

} // namespace drawbridge::ui
