// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/SortableId.h"
#include "core/model/Connection.h"
#include "core/model/Event.h"
#include "core/storage/Database.h"
#include "core/storage/events/EventLog.h"

#include <QTemporaryDir>
#include <QTimeZone>

#include <memory>

namespace drawbridge {

/// A folder of its own with a key, a clock that stands still, and what else a database needs.
struct StorageFixture
{
    QTemporaryDir temporary;
    QString folder = temporary.filePath(QStringLiteral("business"));
    ManualClock clock{QDateTime(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::utc())};
    SystemRandom random;
    SealKey key = SealKey::generate(random);

    [[nodiscard]] StorageConfig config()
    {
        StorageConfig made;
        made.folder = folder;
        made.clock = &clock;
        made.random = &random;
        made.actor = QStringLiteral("ada (test)");
        made.dataKey = &key;
        made.patience = std::chrono::milliseconds(300);
        return made;
    }
    [[nodiscard]] Result<std::unique_ptr<Database>> create()
    {
        return Database::open(config(), OpenMode::CreateNew);
    }
    [[nodiscard]] Result<std::unique_ptr<Database>> open()
    {
        return Database::open(config(), OpenMode::OpenExisting);
    }
    [[nodiscard]] QString file(const QString &name) const
    {
        return folder + QStringLiteral("/") + name;
    }

    [[nodiscard]] Connection connection(const QString &name)
    {
        Connection made;
        made.id = makeId<ConnectionId>(clock, random);
        made.app = QStringLiteral("stripe");
        made.name = name;
        made.owner = QStringLiteral("Ada");
        made.purpose = QStringLiteral("take payments");
        made.createdAt = clock.now();
        return made;
    }
    [[nodiscard]] static Event event(const QString &type, const QString &summary)
    {
        Event made;
        made.type = type;
        made.summary = summary;
        return made;
    }
    [[nodiscard]] static Event event()
    {
        return event(QStringLiteral("test.done"), QStringLiteral("Tested"));
    }
};

/// A write that does one thing and tells of it.
inline Result<void> writeWithEvent(Database &database,
                                   const std::function<Result<void>(Transaction &)> &work)
{
    return database.write<void>([&work](Transaction &tx) -> Result<void> {
        TRY_DONE(work(tx));
        return EventLog::append(tx, StorageFixture::event());
    });
}

inline Result<EventPage> allEvents(Database &database)
{
    return database.read<EventPage>([](ReadView &view) {
        EventQuery query;
        query.limit = 10'000;
        return EventLog::query(view, query);
    });
}

} // namespace drawbridge
