// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
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
class KeyOutcome;
class PlainLabel;
class ProgressRow;
class SecretField;
class SignInPanel;

/// Screen 2: what it should do, what to tick for that, and the key, tried as soon as it was pasted.
class KeyView final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyView(const Catalog &catalog, QWidget *parent = nullptr);
    ~KeyView() override;

    void setCatalog(const Catalog &catalog) { m_catalog = catalog; }

    /// Builds the screen for the app of the draft and fills in what was answered.
    void setDraft(const ConnectDraft &draft, const AppProfile &profile);
    void writeTo(ConnectDraft &draft) const;
    /// Whether the Practice Shop can be started from here; before setDraft().
    void setStartsPractice(bool starts) { m_startsPractice = starts; }
    /// Puts a key that was pasted on the screen before into the one field for it, as if it was pasted there.
    void setKey(const SecretBytes &key);

    /// Copies; the fields keep theirs until they are cleared.
    [[nodiscard]] QMap<QString, SharedSecret> secrets() const;
    /// Puts back what secrets() gave, without trying it again.
    void setSecrets(const QMap<QString, SharedSecret> &secrets);
    void clearSecrets();
    /// Takes everything away that was typed; for locking.
    void forget();
    [[nodiscard]] bool isComplete() const;
    /// Says at each field what is missing there.
    void showMissing();
    /// False, and says so, where a key is plainly one of another app: it must not be shown to this one.
    [[nodiscard]] bool checkApp();

    void setTesting(bool testing);
    void setOutcome(const ConnectionTest &test);
    /// The key cannot be tried, or not now; `error` says why.
    void setUntried(const Error &error);
    void setProblem(const QString &problem);
    /// What these three show.
    [[nodiscard]] QWidget *outcome() const;
    /// Where a sign-in waits for its person.
    [[nodiscard]] SignInPanel *signInPanel() const { return m_signIn; }

Q_SIGNALS:
    /// All fields are filled and the key was just pasted: try it.
    void tryWanted();
    void practiceWanted();
    void stopWanted();
    /// "Yes, it is mine."
    void confirmed();
    /// "No, it is somebody else's."
    void denied();
    void untriedWanted();
    void clearClipboardWanted();
    void addressPasted(const QString &text);
    /// Something was answered.
    void edited();
    /// Something that a test saw is not so any more.
    void keyChanged();

private:
    void build();
    void addJobs();
    void addWays();
    void addFields();
    void addSecret(const AuthField &field, QVBoxLayout *column);
    void addPublic(const AuthField &field, QVBoxLayout *column);
    void addOwnAddress(Card *card);
    void addOwnProbe(Card *card);
    void addAuthority(Card *card);
    void addResult(Card *card);
    void addLimits();
    void changed();
    void pasted();
    void showScopes();
    void showHost();
    void showShop();
    [[nodiscard]] QString otherAppOf(const SecretField &field) const;

    Catalog m_catalog;
    bool m_startsPractice = false;
    AppProfile m_profile;
    ConnectDraft m_draft;
    QVBoxLayout *m_column;
    QWidget *m_content = nullptr;
    QList<std::pair<QString, CheckBox *>> m_jobs;
    ComboBox *m_way = nullptr;
    PlainLabel *m_scopes = nullptr;
    QMap<QString, QLineEdit *> m_fields;
    QMap<QString, SecretField *> m_secrets;
    QMap<QString, FormRow *> m_rows; ///< of both, by the field's name
    QLineEdit *m_baseUrl = nullptr;
    QLineEdit *m_probe = nullptr;
    CheckBox *m_onMyNetwork = nullptr;
    QLineEdit *m_authority = nullptr;
    PlainLabel *m_host = nullptr;
    PlainLabel *m_shop = nullptr;
    ProgressRow *m_progress = nullptr;
    SignInPanel *m_signIn = nullptr;
    KeyOutcome *m_outcome = nullptr;
    Button *m_try = nullptr;
};

} // namespace drawbridge::ui
