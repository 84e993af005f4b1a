// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "core/workspace/Snapshot.h"
#include "ui/connect/ConnectDraft.h"

#include <QUrl>
#include <QWidget>

class QLineEdit;

namespace drawbridge::ui {

class Card;
class ComboBox;
class DateField;
class Disclosure;
class FormRow;
class HolderQuestion;
class KindChips;
class PlainLabel;
class SentenceView;

enum class Confirming { Connecting, Listing };

/// Screen 3: one sentence that says it all, and its parts to change.
class ConfirmView final : public QWidget
{
    Q_OBJECT

public:
    explicit ConfirmView(const Catalog &catalog, QWidget *parent = nullptr);

    void setCatalog(const Catalog &catalog) { m_catalog = catalog; }

    /// `told`: what the key says of itself, which decides between real and test.
    void setDraft(const ConnectDraft &draft,
                  const AppProfile &profile,
                  const Snapshot &snapshot,
                  Confirming confirming,
                  std::optional<KeyEnvironment> told);
    void writeTo(ConnectDraft &draft) const;
    void setProblem(const QString &problem);
    /// Says at its field what is missing; false if something is.
    [[nodiscard]] bool checkComplete();
    void forget();

Q_SIGNALS:
    void edited();

private:
    void addFields();
    void addMore();
    void fillConnections(const ConnectDraft &draft, const Snapshot &snapshot);
    void fillEnvironments(const ConnectDraft &draft,
                          const Snapshot &snapshot,
                          std::optional<KeyEnvironment> told);
    void tell();
    [[nodiscard]] QString kindsText() const;

    Catalog m_catalog;
    AppProfile m_profile;
    QStringList m_kindsOfJobs;
    QDate m_today;
    QUrl m_shutOffPage;
    Confirming m_confirming = Confirming::Connecting;
    bool m_filling = false;
    SentenceView *m_sentence;
    PlainLabel *m_problem;
    Card *m_card;
    QLineEdit *m_name;
    FormRow *m_nameRow = nullptr;
    QLineEdit *m_purpose;
    QLineEdit *m_owner;
    FormRow *m_ownerRow = nullptr;
    HolderQuestion *m_holder;
    ComboBox *m_to;
    FormRow *m_toRow = nullptr;
    ComboBox *m_via;
    FormRow *m_viaRow = nullptr;
    KindChips *m_kinds;
    DateField *m_replaceBy;
    FormRow *m_replaceRow = nullptr;
    DateField *m_endsAt;
    ComboBox *m_environment;
    FormRow *m_environmentRow = nullptr;
    Disclosure *m_more = nullptr;
};

} // namespace drawbridge::ui
