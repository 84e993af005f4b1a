// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Dispatch.h"
#include "ui/rotation/RotationShown.h"

#include <QWidget>

class QRadioButton;
class QVBoxLayout;

namespace drawbridge::ui {

class FormRow;
class SecretField;

/// Whose key makes and ends keys: that of another connection to the same app, or one that is pasted for this once and
/// kept nowhere.
class MakerChoice final : public QWidget
{
    Q_OBJECT

public:
    /// `proposed`: the connection whose key was seen to be fit, if any.
    MakerChoice(const RotationShown &shown,
                    const ConnectionId &proposed,
                    QWidget *parent = nullptr);
    ~MakerChoice() override;

    /// The chosen connection; none while a key is to be pasted.
    [[nodiscard]] ConnectionId connection() const;
    /// What was pasted; the fields are empty afterwards.
    [[nodiscard]] OneTimeKey takeKey();
    /// It begins later: what is pasted is kept in memory until then, and only there.
    void setLater(bool later);
    /// Says what is missing at its field. True: nothing is.
    bool check();

Q_SIGNALS:
    void submitted();
    /// Another one is chosen.
    void changed();

private:
    void addFields(const RotationShown &shown, QVBoxLayout *column);
    [[nodiscard]] bool isPasted() const;

    QList<std::pair<ConnectionId, QRadioButton *>> m_connections;
    QRadioButton *m_paste = nullptr;
    QWidget *m_pasteArea = nullptr;
    QList<std::pair<QString, SecretField *>> m_fields;
    QList<FormRow *> m_rows;
};

} // namespace drawbridge::ui
