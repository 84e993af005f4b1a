// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/kit/Card.h"
#include "ui/rotation/RotationShown.h"

class QLineEdit;

namespace drawbridge::ui {

class Button;
class DateField;
class FormRow;
class PlainLabel;
class ProgressRow;
class SecretField;

/// The new key by hand: the page where it is made, and the field where it is pasted, tried as soon as that is done.
class NewKeyCard final : public Card
{
    Q_OBJECT

public:
    NewKeyCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent = nullptr);
    ~NewKeyCard() override;

    void setWorking(bool working);
    /// Why the key that was pasted is not taken; what is pasted next takes its place.
    void setProblem(const QString &problem);

Q_SIGNALS:
    void given(const drawbridge::GiveNewKey &command);
    void stopWanted();
    void backWanted();

private:
    void addMaking(const RotationShown &shown);
    void addFields(const RotationShown &shown);
    void submit();
    void pastedInto(SecretField *field);

    RotationId m_rotation;
    QMap<QString, QString> m_publicFields; ///< as the connection has them
    QList<std::pair<QString, SecretField *>> m_secrets;
    QList<std::pair<QString, QLineEdit *>> m_others;
    bool m_otherInSight = false; ///< something besides the key changes each time
    FormRow *m_first = nullptr;
    DateField *m_endsAt = nullptr;
    ProgressRow *m_progress = nullptr;
    Button *m_use = nullptr;
    Button *m_back = nullptr;
};

} // namespace drawbridge::ui
