// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connect/ConnectDraft.h"

#include <QMap>
#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class Card;
class CheckBox;
class ComboBox;
class FormRow;
class PlainLabel;
class ProgressRow;
class SecretField;

/// Screen 2: what it should do, what to tick for that, and the key, tried as soon as it was pasted.
class KeyView final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyView(QWidget *parent = nullptr);

    /// Builds the screen for the app of the draft and fills in what was answered.
    void setDraft(const ConnectDraft &draft, const AppProfile &profile);
    void writeTo(ConnectDraft &draft) const;
    /// Puts a key that was pasted on the screen before into the one field for it.
    void setKey(SecretBytes key);

    /// Copies; the fields keep theirs until they are cleared.
    [[nodiscard]] QMap<QString, SharedSecret> secrets() const;
    /// Puts back what secrets() gave, without trying it again.
    void setSecrets(const QMap<QString, SharedSecret> &secrets);
    void clearSecrets();
    [[nodiscard]] bool isComplete() const;

    void setTesting(bool testing);
    /// Null: not tried yet.
    void setOutcome(const ConnectionTest *test);
    void setProblem(const QString &problem);

Q_SIGNALS:
    /// All fields are filled and the key was just pasted: try it.
    void tryWanted();
    void stopWanted();
    /// Something that a test saw is not so any more.
    void edited();

private:
    void build(const AppProfile &profile);
    void addJobs(const AppProfile &profile);
    void addWays(const AppProfile &profile);
    void addFields(const AppProfile &profile);
    void addOwnAddress(const AppProfile &profile, Card *card);
    void addLimits(const AppProfile &profile);
    void showScopes();
    void showHost();

    AppProfile m_profile;
    ConnectDraft m_draft;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    QList<std::pair<QString, CheckBox *>> m_jobs;
    ComboBox *m_way = nullptr;
    PlainLabel *m_scopes = nullptr;
    QMap<QString, QLineEdit *> m_fields;
    QMap<QString, SecretField *> m_secrets;
    QLineEdit *m_baseUrl = nullptr;
    CheckBox *m_onMyNetwork = nullptr;
    QLineEdit *m_authority = nullptr;
    PlainLabel *m_host = nullptr;
    ProgressRow *m_progress = nullptr;
    PlainLabel *m_outcome = nullptr;
    Button *m_try = nullptr;
};

} // namespace drawbridge::ui
