// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Flow.h"
#include "tests/support/TestUnit.h"

using namespace drawbridge;

namespace {

Flow sound()
{
    Flow flow;
    flow.from = ConnectionId(QStringLiteral("a"));
    flow.to = ConnectionId(QStringLiteral("b"));
    flow.dataClasses = {QStringLiteral("order-totals")};
    flow.purpose = QStringLiteral("bookkeeping");
    return flow;
}

} // namespace

class tst_Flow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCompleteOneIsValid() { VERIFY_OK(validate(sound())); }
    void itNeedsBothEnds()
    {
        Flow flow = sound();
        flow.to = {};
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(flow));
    }
    void itDoesNotEndWhereItBegins()
    {
        Flow flow = sound();
        flow.to = flow.from;
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(flow));
    }
    void itCarriesSomething()
    {
        Flow flow = sound();
        flow.dataClasses.clear();
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(flow));
    }
    void itHasAPurpose()
    {
        Flow flow = sound();
        flow.purpose = QStringLiteral(" ");
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(flow));
    }
    void endlessTextIsRefused()
    {
        Flow flow = sound();
        flow.ifItFails = QString(501, u'x');
        VERIFY_ERROR(ErrorCode::InvalidInput, validate(flow));
    }
};

TEST_UNIT(tst_Flow)
#include "tst_Flow.moc"
