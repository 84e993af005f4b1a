// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/connection/ConnectionShown.h"

#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class ComboBox;
class FormRow;
class SecretField;

/// Which key tells the app to end this one, where the app wants another for that: the key itself, one of a connection
/// to the same app, or one that is pasted for this once and kept nowhere.
class AuthorityChoice final : public QWidget
{
    Q_OBJECT

public:
    explicit AuthorityChoice(const ConnectionShown &shown, QWidget *parent = nullptr);

    /// Puts the choice into `command`. False: something is missing, and is marked.
    [[nodiscard]] bool fill(StartShutOff &command);

private:
    void addOnce(const ConnectionShown &shown);
    void showOnce();

    ComboBox *m_who;
    QWidget *m_once;
    QList<std::pair<QString, SecretField *>> m_secrets;
    QList<std::pair<QString, QLineEdit *>> m_fields;
    QList<FormRow *> m_rows; ///< of the secrets, then of the fields
};

} // namespace drawbridge::ui
