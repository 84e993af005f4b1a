// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/rotation/RotationShown.h"

#include <QWidget>

class QRadioButton;
class QSpinBox;
class QTimeEdit;
class QVBoxLayout;

namespace drawbridge::ui {

class KeyChoice;
class Banner;
class Button;
class Card;
class DateField;
class PlainLabel;
class ProgressRow;

/// What replacing this key will take and do, before it begins, and the few things that can be chosen.
class BeginView final : public QWidget
{
    Q_OBJECT

public:
    explicit BeginView(const RotationShown &shown, QWidget *parent = nullptr);

    void setWorking(bool working);
    /// Why it did not begin; empty: nothing is wrong.
    void setProblem(const QString &problem);

Q_SIGNALS:
    void beginWanted(const drawbridge::StartRotation &command);
    /// Of a sign-in: by its person, in the browser.
    void signInWanted();
    void cancelled();
    void stopWanted();

private:
    void addWhat(const RotationShown &shown, QVBoxLayout *column);
    void addWho(const RotationShown &shown, QVBoxLayout *column);
    void addWhen(const RotationShown &shown, QVBoxLayout *column);
    void addButtons(QVBoxLayout *column);
    void showWhat();
    void showWhen();
    void submit();
    [[nodiscard]] bool isByHand() const;
    /// As it is chosen now.
    [[nodiscard]] Rotation plan() const;

    Rotation m_plan; ///< by call or renewal, where the app can
    Rotation m_byHand;
    CredentialId m_credential;
    QString m_app;
    QString m_lastTime;
    QStringList m_placeNames;
    bool m_isChecked = false; ///< the app has a call that tries a key
    bool m_endsByCall = false;
    QDateTime m_now;
    QList<PlainLabel *> m_sentences;
    PlainLabel *m_took = nullptr;
    Banner *m_gap = nullptr;
    QRadioButton *m_appMakes = nullptr;
    QRadioButton *m_ownerMakes = nullptr;
    KeyChoice *m_authority = nullptr;
    QRadioButton *m_nowChoice = nullptr;
    QRadioButton *m_laterChoice = nullptr;
    QWidget *m_laterArea = nullptr;
    DateField *m_day = nullptr;
    QTimeEdit *m_time = nullptr;
    QWidget *m_overlapArea = nullptr;
    QSpinBox *m_overlap = nullptr;
    PlainLabel *m_problem = nullptr;
    ProgressRow *m_progress = nullptr;
    Button *m_begin = nullptr;
};

} // namespace drawbridge::ui
