// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"
#include "core/catalog/KeyRecognizer.h"
#include "tests/support/TestUnit.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace drawbridge;

class tst_Catalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileThatShipsPassesEveryCheck();
    void theBuiltInOneIsTheFolderThatShips();
    void loadingIsQuick();
};

namespace {
const QString shipped = QStringLiteral(DRAWBRIDGE_SOURCE_DIR "/resources/catalog");
}

void tst_Catalog::everyFileThatShipsPassesEveryCheck()
{
    const auto catalog = Catalog::load(shipped);
    VERIFY_OK(catalog);
    const auto files = QDir(shipped + QStringLiteral("/apps")).entryList({QStringLiteral("*.json")});
    QCOMPARE(catalog->apps().size(), files.size());
}

void tst_Catalog::theBuiltInOneIsTheFolderThatShips()
{
    const auto builtIn = Catalog::builtIn();
    VERIFY_OK(builtIn);
    const auto folder = Catalog::load(shipped);
    VERIFY_OK(folder);
    QCOMPARE(builtIn->apps().size(), folder->apps().size());
    QCOMPARE(builtIn->keys().formats().size(), folder->keys().formats().size());
    QCOMPARE(builtIn->dataClasses().size(), folder->dataClasses().size());
}

void tst_Catalog::loadingIsQuick()
{
    QBENCHMARK
    {
        VERIFY_OK(Catalog::builtIn());
    }
}

TEST_UNIT(tst_Catalog)
#include "tst_Catalog.moc"
