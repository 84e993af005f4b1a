// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Random.h"
#include "core/base/Result.h"
#include "core/crypto/Digest.h"
#include "core/crypto/Seal.h"
#include "core/storage/events/ChainHead.h"
#include "core/storage/events/RawSqlite.h"

#include <QHash>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace drawbridge {

/// What all sessions of one Database share; outlives them and never changes.
struct StorageContext
{
    StorageContext(const SealKey &dataKey, const Clock &clockOfAll, Random &randomOfAll);

    const Clock &clock;
    Random &random;
    QString actor;
    QString process;        ///< a ProcessMark
    QString writer;         ///< the name of this Database's chain of events
    SealKey payloadKey;     ///< seals columns
    HmacSha256 actorMarks;  ///< tells actors apart without naming them
    HmacSha256 eventHashes; ///< chains events
    HmacSha256 schemaMarks; ///< tells whether the tables are ours
};

/// One connection to the file with its prepared statements, for the repositories. Lives in one thread.
class Session
{
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Opens the file, which exists, and sets the connection up. Until keepWhatIsWritten() it leaves the file as it
    /// found it, also when it closes.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const QString &file,
                                                               Access access,
                                                               std::chrono::milliseconds patience,
                                                               const StorageContext &context);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    [[nodiscard]] const StorageContext &context() const { return m_context; }

    using RowReader = std::function<Result<void>(const QSqlQuery &row)>;
    /// Calls `row` for each row; its error ends the reading. `row` may select, too.
    Result<void> select(const QString &sql, const QVariantList &values, const RowReader &row);
    /// The first column of the first row, or an invalid value if there is none.
    [[nodiscard]] Result<QVariant> value(const QString &sql, const QVariantList &values = {});
    /// The number of rows changed.
    Result<int> change(const QString &sql, const QVariantList &values = {});
    /// One that is not worth keeping prepared.
    Result<void> execute(const QString &sql);

    /// `place` names table and row ("flows/<id>"), so that sealed bytes cannot be moved to another.
    [[nodiscard]] Result<QByteArray> seal(const QJsonObject &plain, const QString &place) const;
    [[nodiscard]] Result<QJsonObject> unseal(const QVariant &sealed, const QString &place) const;

    Result<void> begin();
    Result<void> commit();
    void rollback();
    enum class Company { Alone, WithOthers };
    /// Undone by undoWork(), or kept by endWork() if the owner's data did not change or an event was appended. Alone
    /// in its transaction it is undone by that one's rollback().
    Result<void> beginWork(Company company);
    Result<void> endWork();
    Result<void> undoWork();

    void noteEvent() { ++m_events; }
    [[nodiscard]] ChainHead &chain() { return m_chain; }
    /// Ids of names this connection has written or read. Emptied by every rollback.
    [[nodiscard]] QHash<QString, qint64> &nameIds() { return m_nameIds; }
    /// Actors by id, as unsealed.
    [[nodiscard]] QHash<qint64, QString> &actorNames() { return m_actorNames; }

    /// From here on closing moves what is in the write-ahead log to the file.
    void keepWhatIsWritten();
    /// From here on the log of events is append-only and the shape of the tables fixed.
    void guard();
    [[nodiscard]] QSqlDatabase &database() { return m_database; }

private:
    struct Statement
    {
        explicit Statement(const QSqlDatabase &database)
            : query(database)
        {}
        QSqlQuery query;
        bool ownersData = false;
        bool isActive = false;
    };

    Session(QString name, const StorageContext &context);
    Result<void> setUp(Access access);
    Result<Statement *> prepared(const QString &sql);
    Result<void> prepare(Statement &statement, const QString &sql);
    Result<void> run(Statement &statement, const QVariantList &values);
    [[nodiscard]] Error failed(const Error &error);
    Result<void> noteTime();

    QString m_name;
    const StorageContext &m_context;
    QSqlDatabase m_database;
    std::unique_ptr<StatementGuard> m_guard;
    std::unordered_map<QString, std::unique_ptr<Statement>> m_statements;
    Company m_company = Company::Alone;
    std::optional<Error>
        m_broken; ///< after some errors SQLite has left the transaction, and none may go on
    int m_events = 0;
    bool m_ownersDataChanged = false;
    qint64 m_notedTime = 0;
    ChainHead m_chain;
    ChainHead m_chainBefore;     ///< of the transaction
    ChainHead m_chainBeforeWork; ///< of the work within it
    QHash<QString, qint64> m_nameIds;
    QHash<qint64, QString> m_actorNames;
};

} // namespace drawbridge
