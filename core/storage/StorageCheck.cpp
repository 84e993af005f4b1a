// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/StorageCheck.h"

#include "core/storage/Database.h"
#include "core/storage/IntentRepository.h"
#include "core/storage/Session.h"
#include "core/storage/WorkspaceFolder.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr qsizetype mostProblemsOfAKind = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

/// A column of sealed JSON: its table and the column that stands in the place of each value.
struct SealedColumn
{
    QString table;
    QString key;
};

QList<SealedColumn> sealedColumns()
{
    return {{u"settings"_s, u"key"_s},
            {u"boundaries"_s, u"id"_s},
            {u"connections"_s, u"id"_s},
            {u"credentials"_s, u"id"_s},
            {u"flows"_s, u"id"_s},
            {u"shut_offs"_s, u"id"_s},
            {u"former_fields"_s, u"version"_s},
            {u"people"_s, u"id"_s},
            {u"sightings"_s, u"id"_s},
            {u"places"_s, u"id"_s},
            {u"placements"_s, u"id"_s},
            {u"departures"_s, u"id"_s},
            {u"kept_files"_s, u"id"_s},
            {u"rotations"_s, u"id"_s},
            {u"intents"_s, u"id"_s},
            {u"leases"_s, u"name"_s},
            {u"drafts"_s, u"key"_s},
            {u"actors"_s, u"lower(hex(mark))"_s},
            {u"events"_s, u"id"_s}};
}

class Check
{
public:
    explicit Check(ReadView &view)
        : m_view(view)
        , m_session(view.session())
    {}

    Result<QList<StorageProblem>> run(const QString &folder)
    {
        const Result<void> modes = WorkspaceFolder::check(folder);
        if (!modes.isOk())
            add(u"folder"_s, modes.error().what);
        TRY_DONE(goOnPastDamage(checkStructure()));
        TRY_DONE(goOnPastDamage(checkReferences()));
        for (const SealedColumn &column : sealedColumns())
            TRY_DONE(goOnPastDamage(checkSealed(column)));
        TRY_DONE(goOnPastDamage(checkIntents()));
        return m_problems;
    }
    /// Whose process was not there when it was looked for.
    [[nodiscard]] const QList<Intent> &intents() const { return m_intents; }

private:
    void add(const QString &kind, const QString &what) { m_problems.append({kind, what}); }

    /// What cannot be read is a finding, too, and no reason not to look at the rest.
    Result<void> goOnPastDamage(const Result<void> &looked)
    {
        if (looked.isOk() || looked.error().code != ErrorCode::Damaged)
            return looked;
        add(u"file"_s, looked.error().what);
        return {};
    }

    Result<void> checkStructure()
    {
        return m_session
            .select(u"PRAGMA integrity_check(%1)"_s.arg(mostProblemsOfAKind),
                    {},
                    [this](const QSqlQuery &row) -> Result<void> {
                        const QString found = row.value(0).toString();
                        if (found != u"ok"_s)
                            add(u"file"_s,
                                tr("The file of this business is damaged (%1). Restore a backup.")
                                    .arg(found));
                        return {};
                    });
    }

    Result<void> checkReferences()
    {
        return m_session
            .select(u"PRAGMA foreign_key_check"_s, {}, [this](const QSqlQuery &row) -> Result<void> {
                add(u"reference"_s,
                    tr("A record of \"%1\" refers to one of \"%2\" that is not there. Restore a "
                       "backup.")
                        .arg(row.value(0).toString(), row.value(2).toString()));
                return {};
            });
    }

    Result<void> checkSealed(const SealedColumn &column)
    {
        qsizetype broken = 0;
        TRY_DONE(m_session.select(u"SELECT %1, sealed FROM %2 WHERE sealed IS NOT NULL"_s
                                      .arg(column.key, column.table),
                                  {},
                                  [&](const QSqlQuery &row) -> Result<void> {
                                      const QString place =
                                          column.table % u'/' % row.value(0).toString();
                                      if (!m_session.unseal(row.value(1), place).isOk())
                                          ++broken;
                                      return {};
                                  }));
        if (broken > 0) {
            add(u"sealed"_s,
                tr("%n record(s) of \"%1\" cannot be opened any more. Restore a backup.",
                   static_cast<int>(broken))
                    .arg(column.table));
        }
        return {};
    }

    Result<void> checkIntents()
    {
        TRY(intents, IntentRepository::listAbandoned(m_view));
        m_intents = intents;
        return {};
    }

    static QString tr(const char *text, int number)
    {
        return QCoreApplication::translate("Storage", text, nullptr, number);
    }
    static QString tr(const char *text) { return drawbridge::tr(text); }

    ReadView &m_view;
    QList<Intent> m_intents;
    Session &m_session;
    QList<StorageProblem> m_problems;
};

} // namespace

Result<QList<StorageProblem>> checkStorage(Database &database)
{
    QList<Intent> seen;
    TRY(problems, database.read<QList<StorageProblem>>([&](ReadView &view) {
        Check check(view);
        auto found = check.run(database.folder());
        seen = check.intents();
        return found;
    }));
    // The check takes its time, and what was under way when it began may be done.
    TRY(intents, IntentRepository::stillThere(database, seen));
    for (const Intent &intent : intents) {
        problems.append({u"unfinished"_s,
                         tr("Something Drawbridge began was interrupted (%1). Start Drawbridge "
                            "again to finish it.")
                             .arg(intent.kind)});
    }
    return std::move(problems);
}

} // namespace drawbridge
