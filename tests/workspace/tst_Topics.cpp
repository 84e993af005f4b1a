// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestUnit.h"
#include "tests/workspace/SharedBusiness.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

/// A change is told by what it touched, and what changes nothing is not read again.
class tst_Topics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_business = std::make_unique<SharedBusiness>();
        m_door = m_business->door(u"ada (window)"_s);
        VERIFY_OK(m_business->make(*m_door, SecretsKind::Keychain));
        VERIFY_OK(SharedBusiness::wait(
            m_door->dispatch(SharedBusiness::connectionNamed(u"Till"_s, "key of the till"))));
        VERIFY_OK(SharedBusiness::wait(
            m_door->dispatch(SharedBusiness::connectionNamed(u"Mail"_s, "key of the mail"))));
        connect(m_door.get(), &Workspace::changed, this, [this](Topics topics) {
            m_told.append(topics);
        });
    }
    void cleanup()
    {
        m_door.reset();
        m_told.clear();
    }

    void whatWasTouchedIsTold()
    {
        const Connection till = m_door->snapshot()->connections.value(1);
        QCOMPARE(till.name, u"Till"_s);
        const Connection mail = m_door->snapshot()->connections.value(0);
        const CredentialId key = m_door->snapshot()->credentialsOf(till.id).value(0).id;
        const Topics connections = Topic::Connections | Topic::Events;

        VERIFY_OK(run(RevealKey{key}, Topic::Events));
        VERIFY_OK(run(PauseConnection{till.id}, connections));
        QVERIFY(m_door->snapshot()->connection(till.id)->paused);
        VERIFY_OK(run(ResumeConnection{till.id}, connections));
        AddFlow flow;
        flow.flow.from = till.id;
        flow.flow.to = mail.id;
        flow.flow.dataClasses = {u"contact-details"_s};
        flow.flow.purpose = u"the newsletter"_s;
        VERIFY_OK(run(flow, Topic::Flows | Topic::Events));
        QCOMPARE(m_door->snapshot()->flows.size(), 1);
        WorkspaceSettings settings = m_door->snapshot()->settings;
        settings.ownerName = u"Ada"_s;
        VERIFY_OK(run(ChangeSettings{settings}, Topic::Settings | Topic::Events));
        QCOMPARE(m_door->snapshot()->settings.ownerName, u"Ada"_s);
        VERIFY_OK(run(SaveDraft{u"stripe"_s, {{u"name"_s, u"Shop"_s}}}, Topic::Connections));
        QCOMPARE(m_door->snapshot()->drafts.size(), 1);
        VERIFY_OK(run(RemoveConnection{mail.id}, Topic::Connections | Topic::Flows | Topic::Events));
        QCOMPARE(m_door->snapshot()->flows.size(), 0);
    }

    void whatChangesNothingIsNotReadAgain()
    {
        const auto before = m_door->snapshot();
        TryKey malformed;
        malformed.details.app = u"stripe"_s;
        VERIFY_ERROR(ErrorCode::InvalidInput, SharedBusiness::wait(m_door->dispatch(malformed)));
        VERIFY_OK(SharedBusiness::wait(m_door->dispatch(CheckWorkspace{})));
        QCOMPARE(m_told, QList<Topics>());
        QCOMPARE(m_door->snapshot().get(), before.get());
    }

    void ofManyAtOnceNoneIsForgotten()
    {
        const ConnectionId till = m_door->snapshot()->connections.value(1).id;
        const CredentialId key = m_door->snapshot()->credentialsOf(till).value(0).id;
        QList<QFuture<Result<SharedSecret>>> shown;
        QList<QFuture<Result<ConnectionView>>> edited;
        for (int i = 0; i < 20; ++i) {
            edited.append(m_door->dispatch(
                SharedBusiness::connectionNamed(u"New %1"_s.arg(i), "another key")));
            shown.append(m_door->dispatch(RevealKey{key}));
        }
        for (const auto &future : edited)
            VERIFY_OK(SharedBusiness::wait(future));
        for (const auto &future : shown)
            VERIFY_OK(SharedBusiness::wait(future));
        QCOMPARE(m_door->snapshot()->connections.size(), 22);
        QCOMPARE(m_told.count(Topics(Topic::Events)), 20);
        QCOMPARE(m_told.count(Topic::Connections | Topic::Flows | Topic::Events), 20);
    }

    void whatAnotherChangedIsToldAsEverything()
    {
        const auto other = m_business->door(u"ada (drawbridgectl)"_s);
        VERIFY_OK(SharedBusiness::wait(other->open()));
        // The door's first look only learns where things stand.
        QTRY_VERIFY_WITH_TIMEOUT(changeBy(*other), 30000);
        QCOMPARE(m_told.last(), Topics(Topic::Everything));
    }

private:
    /// With the topics it told.
    template<typename Command>
    Result<void> run(const Command &command, Topics expected)
    {
        m_told.clear();
        TRY_DONE(SharedBusiness::wait(m_door->dispatch(command)));
        if (m_told == QList<Topics>{expected})
            return {};
        return Error{ErrorCode::Internal,
                     u"told %1 times, the last one %2"_s.arg(m_told.size())
                         .arg(m_told.isEmpty() ? -1 : m_told.last().toInt()),
                     {}};
    }
    /// Once more by the other door; whether this one has told of it by now.
    bool changeBy(Workspace &other)
    {
        WorkspaceSettings settings = other.snapshot()->settings;
        settings.autoLockMinutes = settings.autoLockMinutes % 100 + 1;
        return m_told.isEmpty()
            ? SharedBusiness::wait(other.dispatch(ChangeSettings{settings})).isOk()
                && QTest::qWaitFor([this] { return !m_told.isEmpty(); }, 3000)
            : true;
    }

    std::unique_ptr<SharedBusiness> m_business;
    std::unique_ptr<Workspace> m_door;
    QList<Topics> m_told;
};

TEST_UNIT(tst_Topics)
#include "tst_Topics.moc"
