// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "core/workspace/Dispatch.h"
#include "core/workspace/Snapshot.h"
#include "ui/kit/Dialog.h"

#include <QMap>

class QLineEdit;

namespace drawbridge::ui {

class ComboBox;
class FormRow;
class ProgressRow;
class SecretField;

/// Asks for the new key of a connection. Stays open, with what is wrong, until the app has accepted it.
class ReplaceKeyDialog final : public Dialog
{
    Q_OBJECT

public:
    ReplaceKeyDialog(const Connection &connection, const AppProfile &profile, QWidget *anchor);

    void setWorking(bool working);
    void setProblem(const QString &problem);

Q_SIGNALS:
    void submitted(const drawbridge::ReplaceKey &command);
    void stopWanted();

private:
    void submit();

    ConnectionId m_connection;
    QList<std::pair<QString, SecretField *>> m_fields;
    FormRow *m_first = nullptr;
    QLineEdit *m_endsAt = nullptr;
    FormRow *m_endsRow = nullptr;
    Button *m_replace = nullptr;
    ProgressRow *m_progress = nullptr;
};

/// Changes what the owner knows about a connection.
class EditConnectionDialog final : public Dialog
{
    Q_OBJECT

public:
    EditConnectionDialog(const Connection &connection,
                         const Snapshot &snapshot,
                         const Catalog &catalog,
                         QWidget *anchor);

    void setProblem(const QString &problem);

Q_SIGNALS:
    void submitted(const drawbridge::EditConnection &command);

private:
    void submit();

    [[nodiscard]] QString holder() const;

    Connection m_before;
    const Catalog &m_catalog;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_owner = nullptr;
    QLineEdit *m_purpose = nullptr;
    QLineEdit *m_heldBy = nullptr;
    ComboBox *m_area = nullptr;
    FormRow *m_nameRow = nullptr;
};

} // namespace drawbridge::ui
