// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Snapshot.h"
#include "core/workspace/Workspace.h"
#include "ui/kit/Dialog.h"
#include "ui/kit/NameVeil.h"

class QLineEdit;

namespace drawbridge::ui {

class ComboBox;
class DateField;
class FormRow;

/// Notes who can see a connection. Stays open, with what is wrong, until it was kept.
class SightingDialog final : public Dialog
{
    Q_OBJECT

public:
    /// `known`: changes this one; else a new one.
    SightingDialog(const Snapshot &snapshot,
                   const Connection &connection,
                   const Sighting *known,
                   const NameVeil &veil,
                   QWidget *anchor);

    void setProblem(const QString &problem);

Q_SIGNALS:
    /// `newName` is of somebody who is not among the people yet, and empty otherwise.
    void submitted(const drawbridge::NoteSighting &command, const QString &newName);

private:
    void submit();
    void showName();

    ConnectionId m_connection;
    CredentialId m_credential;
    ComboBox *m_person = nullptr;
    QLineEdit *m_name = nullptr;
    FormRow *m_nameRow = nullptr;
    ComboBox *m_kind = nullptr;
    DateField *m_since = nullptr;
    DateField *m_checked = nullptr;
    DateField *m_until = nullptr;
    FormRow *m_last = nullptr;
};

/// Notes where a key was pasted.
class PlacementDialog final : public Dialog
{
    Q_OBJECT

public:
    PlacementDialog(const Snapshot &snapshot,
                    const Connection &connection,
                    const Catalog &catalog,
                    const NameVeil &veil,
                    QWidget *anchor);

    void setProblem(const QString &problem);

Q_SIGNALS:
    /// `made` is a place that is not there yet, and nameless otherwise.
    void submitted(const drawbridge::NotePlacement &command, const drawbridge::AddPlace &made);

private:
    void submit();
    void showName();

    ConnectionId m_connection;
    ComboBox *m_place = nullptr;
    QLineEdit *m_name = nullptr;
    FormRow *m_nameRow = nullptr;
    ComboBox *m_kind = nullptr;
    FormRow *m_kindRow = nullptr;
    DateField *m_since = nullptr;
    FormRow *m_last = nullptr;
};

} // namespace drawbridge::ui
