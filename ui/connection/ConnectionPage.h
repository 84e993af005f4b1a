// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "ui/kit/NameVeil.h"
#include "ui/kit/Page.h"
#include "ui/kit/SecretClipboard.h"

namespace drawbridge {

struct Snapshot;
class Workspace;
} // namespace drawbridge

namespace drawbridge::ui {

class ConnectionView;
class PeopleNotes;

/// "Tell me about this one."
class ConnectionPage final : public Page
{
    Q_OBJECT

public:
    explicit ConnectionPage(Workspace &workspace, QObject *parent = nullptr);

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon symbol() const override;
    [[nodiscard]] bool isInSidebar() const override { return false; }
    [[nodiscard]] QWidget *makeWidget(QWidget *parent) override;
    /// A connection's id; with "#sign-in" behind it, asks to sign in again at once; with "#end=" and the id of a key's
    /// version, whether to end that key.
    void enter(const QString &subject) override;
    bool escape() override;
    [[nodiscard]] std::vector<Command> commands() const override;

private:
    void show();
    void test();
    void togglePause();
    void copyKey();
    /// It is to be narrower than `before`, and afterwards the two are compared.
    void replaceKey(const ScopeReview &before);
    void signInAgain();
    /// By the steps of its own page; a sign-in in the browser.
    void goReplace();
    void lookAtScopes();
    enum class ShutOffAsk { Begin, WithAnotherKey };
    void shutOff(ShutOffAsk ask);
    /// Who else here has the very key, a line each.
    [[nodiscard]] QStringList endedWithIt(const Snapshot &now, const NameVeil &names) const;
    /// One that is not in use any more, and still works.
    void endLeftOver(const CredentialVersionId &version);
    template<typename Command>
    void followShutOff(const Command &command);
    void narrowKey();
    void narrowSignIn(const ScopeReview &review);
    /// After a sign-in for less: the old one is ended, the new one tried, and both are told of.
    void endOldSignIn(const ScopeReview &before, const CredentialVersionId &old);
    void tellNarrowed(const ScopeReview &before, const QStringList &endings);
    void edit();
    void confirmRemoval();
    void stillAsListed();
    void saveNotes(const QString &notes);
    void readEvents();
    [[nodiscard]] NameVeil veil() const;
    void tell(const QString &sentence, Tone tone);
    [[nodiscard]] const Connection *current() const;

    Workspace &m_workspace;
    ConnectionId m_id;
    ConnectionView *m_view = nullptr;
    PeopleNotes *m_notes = nullptr; ///< of people and places; owned by the view
    SecretClipboard m_clipboard;
    int m_reading = 0; ///< an answer about another connection is dropped
};

} // namespace drawbridge::ui
