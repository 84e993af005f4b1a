// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/catalog/CatalogFixture.h"
#include "tests/support/TestUnit.h"

#include <QJsonArray>

#include "TestTree.h"

using namespace drawbridge;
using namespace Qt::StringLiterals;

namespace {

/// Walks a document and its JSON schema side by side, so that the reader and the schema cannot drift apart.
class SchemaWalk
{
public:
    SchemaWalk()
        : m_schema(QJsonDocument::fromJson(
                       contentOf(QStringLiteral(DRAWBRIDGE_SOURCE_DIR
                                                "/resources/schema/app-profile.schema.json")))
                       .object())
    {}

    struct Place
    {
        QList<QString> path; ///< of an object in the document; indexes as text
        QJsonObject schema;  ///< what the schema says about it
    };

    [[nodiscard]] QList<Place> objectsOf(const QJsonObject &document) const
    {
        QList<Place> places;
        collect(document, m_schema, {}, places);
        return places;
    }

private:
    [[nodiscard]] QJsonObject resolved(const QJsonObject &schema) const
    {
        const QString reference = schema.value("$ref"_L1).toString();
        if (reference.isEmpty())
            return schema;
        return m_schema.value("$defs"_L1).toObject().value(reference.section(u'/', -1)).toObject();
    }
    void collect(const QJsonValue &value,
                 const QJsonObject &given,
                 const QList<QString> &path,
                 QList<Place> &places) const
    {
        const QJsonObject schema = resolved(given);
        if (value.isArray()) {
            const QJsonArray array = value.toArray();
            for (qsizetype i = 0; i < array.size(); ++i)
                collect(array.at(i),
                        schema.value("items"_L1).toObject(),
                        path + QList<QString>{QString::number(i)},
                        places);
        }
        const QJsonObject properties = schema.value("properties"_L1).toObject();
        if (!value.isObject() || properties.isEmpty())
            return;
        places.append({path, schema});
        const QJsonObject object = value.toObject();
        for (auto each = object.constBegin(); each != object.constEnd(); ++each)
            collect(each.value(),
                    properties.value(each.key()).toObject(),
                    path + QList<QString>{each.key()},
                    places);
    }

    QJsonObject m_schema;
};

/// `document` with the object at `path` changed.
template<typename Change>
QJsonValue changed(const QJsonValue &document, const QList<QString> &path, Change change)
{
    if (path.isEmpty()) {
        QJsonObject object = document.toObject();
        change(object);
        return object;
    }
    if (document.isArray()) {
        QJsonArray array = document.toArray();
        const qsizetype index = path.first().toInt();
        array[index] = changed(array.at(index), path.mid(1), change);
        return array;
    }
    QJsonObject object = document.toObject();
    object.insert(path.first(), changed(object.value(path.first()), path.mid(1), change));
    return object;
}

bool isRead(const QJsonValue &json)
{
    return readProfile(json.toObject(), QStringLiteral("test.json")).isOk();
}

} // namespace

class tst_ProfileReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theReaderAndTheSchemaAgree_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"stripe", "slack", "xero", "shopify", "practice-shop", "other"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void theReaderAndTheSchemaAgree()
    {
        QFETCH(QString, id);
        const QJsonObject document = shippedJson(id);
        QVERIFY(isRead(document));
        const auto places = SchemaWalk().objectsOf(document);
        QVERIFY(places.size() > 20);
        for (const SchemaWalk::Place &place : places) {
            const QString where = place.path.join(u'.');
            QVERIFY2(!isRead(changed(document,
                                     place.path,
                                     [](QJsonObject &object) { object.insert("unheardOf"_L1, 1); })),
                     qPrintable(QStringLiteral("an unknown member passes at ") + where));
            QStringList required;
            for (const QJsonValue name : place.schema.value("required"_L1).toArray())
                required.append(name.toString());
            for (const QString &name : place.schema.value("properties"_L1).toObject().keys()) {
                const bool without =
                    isRead(changed(document, place.path, [&name](QJsonObject &object) {
                        object.remove(name);
                    }));
                QVERIFY2(without != required.contains(name),
                         qPrintable(QStringLiteral("%1.%2: %3")
                                        .arg(where,
                                             name,
                                             without ? u"may be left out"_s : u"must be there"_s)));
                const bool wrong =
                    isRead(changed(document, place.path, [&name](QJsonObject &object) {
                        object.insert(name, QJsonValue());
                    }));
                QVERIFY2(!wrong, qPrintable(QStringLiteral("%1.%2 may be null").arg(where, name)));
            }
        }
    }
    void aFaultSaysWhereItIs_data()
    {
        QTest::addColumn<QList<QString>>("path");
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("place");
        QTest::newRow("top") << QList<QString>{} << u"name"_s << QJsonValue(7) << u"\"name\""_s;
        QTest::newRow("in a list")
            << QList<QString>{u"auth"_s, u"0"_s, u"fields"_s, u"0"_s} << u"label"_s
            << QJsonValue(u""_s) << u"auth[0].fields[0].label"_s;
        QTest::newRow("a word that is none") << QList<QString>{u"overlap"_s} << u"answer"_s
                                             << QJsonValue(u"perhaps"_s) << u"overlap.answer"_s;
        QTest::newRow("a day that is none") << QList<QString>{u"sources"_s, u"1"_s} << u"date"_s
                                            << QJsonValue(u"2026-02-30"_s) << u"sources[1].date"_s;
        QTest::newRow("a status that is none")
            << QList<QString>{u"probe"_s, u"invalidKey"_s} << u"statuses"_s
            << QJsonValue(QJsonArray{1}) << u"probe.invalidKey.statuses"_s;
        QTest::newRow("half a minute")
            << QList<QString>{u"setUp"_s} << u"minutes"_s << QJsonValue(0.5) << u"setUp.minutes"_s;
        QTest::newRow("something twice") << QList<QString>{} << u"keywords"_s
                                         << QJsonValue(QJsonArray{u"a"_s, u"a"_s}) << u"keywords"_s;
        QTest::newRow("too long") << QList<QString>{} << u"summary"_s
                                  << QJsonValue(QString(201, u'x')) << u"summary"_s;
        QTest::newRow("spaces around")
            << QList<QString>{} << u"name"_s << QJsonValue(u" Stripe"_s) << u"name"_s;
        QTest::newRow("invisible character")
            << QList<QString>{u"jobs"_s, u"0"_s} << u"label"_s
            << QJsonValue(u"Send\u200Breceipts"_s) << u"jobs[0].label"_s;
    }
    void aFaultSaysWhereItIs()
    {
        QFETCH(QList<QString>, path);
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        QFETCH(QString, place);
        const QJsonValue json = changed(shippedJson(u"stripe"_s), path, [&](QJsonObject &object) {
            object.insert(member, value);
        });
        const auto profile = readProfile(json.toObject(), u"stripe.json"_s);
        VERIFY_ERROR(ErrorCode::InvalidInput, profile);
        QVERIFY2(profile.error().what.contains(place), qPrintable(profile.error().what));
    }
    void listsHaveAnEnd()
    {
        QJsonArray many;
        for (int i = 0; i < 401; ++i)
            many.append(QString::number(i));
        QJsonObject json = shippedJson(u"stripe"_s);
        json.insert("keywords"_L1, many);
        QVERIFY(!isRead(json));
    }
    void dataClassesAreRead()
    {
        const auto json = readJsonObject(contentOf(shippedFolder() + u"/data-classes.json"_s),
                                         u"data-classes.json"_s);
        VERIFY_OK(json);
        const auto classes = readDataClasses(*json, u"data-classes.json"_s);
        VERIFY_OK(classes);
        QVERIFY(classes->size() >= 20);
    }
    void whatCanBeReadIsLookedAtByReadingOnly()
    {
        const QJsonObject stripe = shippedJson(u"stripe"_s);
        const auto profile = readProfile(stripe, u"stripe.json"_s);
        VERIFY_OK(profile);
        QVERIFY(profile->scopes.first().readProbe);
        for (const char *method : {"GET", "POST", "DELETE"}) {
            const QJsonValue told =
                changed(stripe,
                        {u"scopes"_s, u"list"_s, u"0"_s, u"readProbe"_s},
                        [method](QJsonObject &probe) {
                            probe.insert("method"_L1, QString::fromLatin1(method));
                        });
            QVERIFY2(!isRead(told), method);
        }
    }
};

TEST_UNIT(tst_ProfileReader)
#include "tst_ProfileReader.moc"
