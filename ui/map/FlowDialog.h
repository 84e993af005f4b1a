// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"

#include <QList>

class QLineEdit;

namespace drawbridge::ui {

class Chip;
class ComboBox;
class FormRow;
class PlainLabel;

/// Asks what goes where: from, to, which kinds of data, what for, through what; the rest under "More". Sends it
/// itself and closes once it is kept; an error stays in the dialog with everything the owner typed.
class FlowDialog final : public Dialog
{
    Q_OBJECT

public:
    /// `flow` with a valid id is changed, else added.
    FlowDialog(Workspace &workspace, const Flow &flow, QWidget *anchor);

Q_SIGNALS:
    void kept(const drawbridge::Flow &flow);

private:
    void addEnds();
    void addKinds();
    /// Those these two apps deal with first; the others once they are asked for.
    void showLikelyKinds();
    void addCarrier();
    void addMore();
    void showCarrierName();
    void save();
    [[nodiscard]] Flow typed() const;
    /// The first thing that is missing, shown at its place.
    [[nodiscard]] bool isComplete(const Flow &flow);
    void showError(const Error &error);

    Workspace &m_workspace;
    std::shared_ptr<const Snapshot> m_snapshot;
    Flow m_flow;
    QVBoxLayout *m_form = nullptr;
    ComboBox *m_from = nullptr;
    ComboBox *m_to = nullptr;
    FormRow *m_toRow = nullptr;
    QList<std::pair<QString, Chip *>> m_kinds;
    Button *m_allKinds = nullptr;
    bool m_showsAll = false;
    PlainLabel *m_kindsError = nullptr;
    QLineEdit *m_purpose = nullptr;
    FormRow *m_purposeRow = nullptr;
    ComboBox *m_carrier = nullptr;
    QLineEdit *m_carrierName = nullptr;
    FormRow *m_carrierRow = nullptr;
    QLineEdit *m_fields = nullptr;
    QLineEdit *m_trigger = nullptr;
    QLineEdit *m_ifTwice = nullptr;
    QLineEdit *m_ifItFails = nullptr;
    QLineEdit *m_whoHears = nullptr;
    PlainLabel *m_error = nullptr;
    Button *m_save = nullptr;
};

} // namespace drawbridge::ui
