// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the unit named first on the command line; QTest gets the rest. One program a room, one entry a unit.
#include "TestUnits.h"

#ifdef DRAWBRIDGE_TEST_WIDGETS
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QTest>

#include <cstdio>
#include <cstring>

int main(int argc, char *argv[])
{
#ifdef DRAWBRIDGE_TEST_WIDGETS
    QApplication app(argc, argv);
#else
    QCoreApplication app(argc, argv);
#endif
    if (argc < 2) {
        for (const TestUnit &unit : testUnits)
            std::puts(unit.name);
        return 2;
    }
    for (const TestUnit &unit : testUnits) {
        if (std::strcmp(unit.name, argv[1]) == 0) {
            argv[1] = argv[0];
            return QTest::qExec(unit.make().get(), argc - 1, argv + 1);
        }
    }
    std::fprintf(stderr, "no unit named %s\n", argv[1]);
    return 2;
}
