// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/rotation/RotationShown.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QStackedLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class AppTile;
class BeginView;
class EmptyState;
class NewKeyCard;
class PageFrame;
class ProgressRow;
class StepsCard;
class TaskCard;

/// The replacing of one key as it is seen: what it will take, how far it is, what was seen at its end.
class RotationView final : public QWidget
{
    Q_OBJECT

public:
    explicit RotationView(QWidget *parent = nullptr);

    /// What it would take. What was chosen in it stays, as long as it is the same key.
    void showBegin(const RotationShown &shown);
    /// What was typed stays, and the keyboard where it is.
    void showRotation(const RotationShown &shown, const Rotation &rotation);
    /// There is nothing to replace: why.
    void showNothing(const QString &title, const QString &why);
    /// Takes everything of the business out of the window.
    void clear();

    /// Work is under way; `sentence` says which. Empty: none is.
    void setWorking(const QString &sentence);
    /// Why it did not go on, where it was asked for.
    void setProblem(const QString &problem);

Q_SIGNALS:
    void backWanted();
    void beginWanted(const drawbridge::StartRotation &command);
    void continueWanted(const drawbridge::ContinueRotation &command);
    void given(const drawbridge::GiveNewKey &command);
    void ticked(const drawbridge::TickPlace &command);
    void goBackWanted();
    void endOldWanted();
    void copyWanted();
    void doneByHand(const drawbridge::ShutOffId &id);
    void lookWanted(const drawbridge::ShutOffId &id);
    void signInWanted();
    void newKeyWanted();
    void stopWanted();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showHead(const RotationShown &shown, const QString &title, const QString &subtitle);
    void removeContent();
    void addTask(const RotationShown &shown, const Rotation &rotation, QVBoxLayout *column);
    /// What was seen last is `sinceShown` old.
    void tick();
    void setButtonsEnabled(bool enabled);

    QStackedLayout *m_layers;
    PageFrame *m_frame;
    AppTile *m_tile;
    ProgressRow *m_progress;
    EmptyState *m_nothing = nullptr;
    QWidget *m_content = nullptr;
    BeginView *m_begin = nullptr;
    NewKeyCard *m_newKey = nullptr;
    TaskCard *m_task = nullptr;
    StepsCard *m_steps = nullptr;
    CredentialVersionId m_beginOf; ///< the key that the choices are about
    std::optional<Rotation> m_shown;
    QList<KeyShutOff> m_shownShutOffs;
    bool m_namesHidden = false;
    bool m_working = false;
    QString m_focus; ///< the control the keyboard was on when work began, which switches all of them off
    QDateTime m_takenAt;
    QElapsedTimer m_sinceTaken;
    QTimer m_second;
};

} // namespace drawbridge::ui
