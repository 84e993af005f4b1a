// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/rotation/RotationBusiness.h"

#include <QDirIterator>
#include <QFile>

using namespace Qt::StringLiterals;

namespace drawbridge {

/// Between Drawbridge and the shop: counts, loses and replaces answers.
class RotationBusiness::Between final : public HttpSender
{
public:
    Between(RotationBusiness &business, HttpSender &real)
        : m_business(business)
        , m_oneKey(real)
        , m_real(business.m_keys == ShopKeys::OneOnly ? static_cast<HttpSender &>(m_oneKey) : real)
    {
        if (business.wrap)
            m_wrapped = business.wrap(m_real);
    }

    HttpAttempt attempt(const HttpRequest &request, const CancelToken &cancel) override
    {
        const ShopCall call = callOf(request);
        const int before = m_counts[static_cast<size_t>(call)]++;
        if (m_business.answerInstead) {
            if (const auto answer = m_business.answerInstead(request, before))
                return *answer;
        }
        const bool isLost = m_business.isAnswerLost && m_business.isAnswerLost(request);
        HttpSender &next = m_wrapped ? *m_wrapped : m_real;
        HttpAttempt answer = next.attempt(request, cancel);
        const auto *reply = std::get_if<HttpReply>(&answer);
        if (call == ShopCall::Make && reply && reply->status == 201)
            ++m_business.made;
        if (isLost)
            return Failure{.kind = FailureKind::Slow};
        return answer;
    }

private:
    RotationBusiness &m_business;
    OneKeySender m_oneKey;
    HttpSender &m_real;
    std::unique_ptr<HttpSender> m_wrapped;
    std::array<std::atomic<int>, 6> m_counts{};
};

RotationBusiness::RotationBusiness()
    : m_folder(QFileInfo(u"/dev/shm"_s).isWritable() ? u"/dev/shm/drawbridge-rotation-XXXXXX"_s
                                                     : u"drawbridge-rotation-XXXXXX"_s)
    , m_shop(m_clock)
    , m_store(std::make_shared<FakeSecretStore>(SecretsKind::Keychain))
{}

RotationBusiness::~RotationBusiness() = default;

RotationFixture::Setting RotationBusiness::setting()
{
    RotationFixture::Setting chosen;
    chosen.folder = m_folder.filePath(u"business"_s);
    chosen.store = m_store;
    chosen.clock = &m_clock;
    chosen.catalog = m_catalog;
    chosen.sender = [this](HttpSender &real) { return std::make_unique<Between>(*this, real); };
    chosen.onStep = [this](const QString &step) {
        if (onStep)
            onStep(step);
    };
    return chosen;
}

Result<void> RotationBusiness::open(ShopKeys keys, HasOffice office)
{
    if (!m_shop.isOpen())
        return Error{ErrorCode::Unavailable, u"The shop does not open."_s, {}};
    m_keys = keys;
    TRY(catalog, catalogFor(keys));
    m_catalog = catalog;
    TRY_DONE(RotationFixture::create(setting()));
    TRY_DONE(reopen());
    if (office == HasOffice::Yes) {
        TRY(credential, m_door->connect(m_shop, u"Office"_s, m_shop.ownerKey()));
        TRY(found, m_door->credential(credential));
        m_office = found.connection;
    }
    TRY(till, m_door->connect(m_shop, u"Till"_s, m_shop.makeKey(u"Till"_s)));
    m_till = till;
    return {};
}

Result<void> RotationBusiness::reopen()
{
    m_door.reset();
    Result<std::unique_ptr<RotationFixture>> opened = RotationFixture::open(setting());
    if (!opened)
        return opened.error();
    m_door = opened.takeValue();
    return {};
}

Result<std::unique_ptr<RotationFixture>> RotationBusiness::anotherDoor()
{
    RotationFixture::Setting other = setting();
    other.onStep = {};
    other.actor = u"bob (test)"_s;
    return RotationFixture::open(other);
}

Result<Rotation> RotationBusiness::start()
{
    StartRotation command;
    command.credential = m_till;
    return start(command);
}

Result<Rotation> RotationBusiness::start(const StartRotation &command)
{
    TRY(begun, m_door->rotations().start(command, {}));
    return m_door->settle(begun.id);
}

Result<PlacementId> RotationBusiness::place(const QString &name)
{
    TRY(credential, m_door->credential(m_till));
    AddPlace add;
    add.name = name;
    TRY(place, m_door->space().places.add(add));
    NotePlacement note;
    note.place = place.id;
    note.connection = credential.connection;
    TRY(placement, m_door->space().places.note(note));
    return placement.id;
}

QStringList RotationBusiness::wrong(bool isAtRest)
{
    return wrongWith(m_shop, *m_door, m_till, isAtRest);
}

bool RotationBusiness::isAnywhereOnDisk(const QByteArray &value) const
{
    QDirIterator files(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(value))
            return true;
    }
    return false;
}

} // namespace drawbridge
