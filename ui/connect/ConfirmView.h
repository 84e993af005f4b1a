// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "core/workspace/Snapshot.h"
#include "ui/connect/ConnectDraft.h"

#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class ComboBox;
class DateField;
class FormRow;
class PlainLabel;

enum class Confirming { Connecting, Listing };

/// Screen 3: one sentence that says it all, and its parts to change.
class ConfirmView final : public QWidget
{
    Q_OBJECT

public:
    explicit ConfirmView(QWidget *parent = nullptr);

    void setDraft(const ConnectDraft &draft,
                  const AppProfile &profile,
                  const Snapshot &snapshot,
                  const Catalog &catalog,
                  Confirming confirming);
    void writeTo(ConnectDraft &draft) const;
    void setProblem(const QString &problem);

Q_SIGNALS:
    void edited();

private:
    void tell();

    AppProfile m_profile;
    QStringList m_dataLabels;
    Confirming m_confirming = Confirming::Connecting;
    PlainLabel *m_sentence;
    PlainLabel *m_problem;
    QLineEdit *m_name;
    QLineEdit *m_purpose;
    QLineEdit *m_owner;
    QLineEdit *m_heldBy;
    FormRow *m_heldByRow;
    ComboBox *m_to;
    FormRow *m_toRow;
    ComboBox *m_via;
    FormRow *m_viaRow;
    DateField *m_replaceBy;
    FormRow *m_replaceRow;
    ComboBox *m_environment;
};

} // namespace drawbridge::ui
