// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importers/EnvProposals.h"

#include "core/base/PlainText.h"
#include "core/catalog/WideText.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvProposals", text);
}

/// "TWILIO_ACCOUNT_SID" and "accountSid" in words: {"twilio", "account", "sid"}, {"account", "sid"}.
QStringList wordsOf(const QString &name)
{
    static const QRegularExpression seam(u"(?<=[a-z0-9])(?=[A-Z])|[_.-]+"_s);
    QStringList words = name.split(seam, Qt::SkipEmptyParts);
    for (QString &word : words)
        word = word.toLower();
    return words;
}

struct Setting
{
    const EnvEntry *entry = nullptr;
    QStringList words;
    std::optional<RecognizedKey> key;
    bool isTaken = false; ///< its secret is part of a connection
    bool isUsed = false;  ///< so is what it says, secret or not
};

bool fits(const QString &pattern, const SecretBytes &value)
{
    const std::optional<WideText> wide = WideText::of(value.reveal());
    return wide
        && QRegularExpression(QRegularExpression::anchoredPattern(pattern))
               .match(wide->view())
               .hasMatch();
}

bool soundsSecret(const QStringList &words)
{
    static const QStringList
        telling{u"key"_s, u"token"_s, u"secret"_s, u"password"_s, u"pass"_s, u"apikey"_s, u"pat"_s};
    return std::any_of(words.cbegin(), words.cend(), [](const QString &word) {
        return telling.contains(word);
    });
}

/// The words by which people name an app in settings.
QStringList appWords(const AppProfile &app)
{
    QString whole = app.name.toLower();
    whole.remove(QRegularExpression(u"[^a-z0-9]"_s));
    QStringList words{app.id.section(u'-', 0, 0), whole};
    words.removeDuplicates();
    return words;
}

class Proposer
{
public:
    Proposer(const EnvFile &file, const Catalog &catalog);
    QList<EnvProposal> propose();

private:
    [[nodiscard]] AppId appOf(const Setting &setting) const;
    void proposeFor(const AppProfile &app, const QList<qsizetype> &settings);
    /// How well a setting fills a field: 0 not at all.
    [[nodiscard]] static int fit(const AuthField &field,
                                 const Setting &setting,
                                 const QStringList &ofApp);
    struct Filled
    {
        EnvProposal proposal;
        QList<qsizetype> secretSettings;
        QList<qsizetype> allSettings;
        int filled = 0;
        int score = 0;
    };
    [[nodiscard]] std::optional<Filled> fill(const AppProfile &app,
                                             const AuthOption &option,
                                             const QList<qsizetype> &settings) const;
    void leftOver(const Setting &setting);

    const Catalog &m_catalog;
    QList<Setting> m_settings;
    QList<EnvProposal> m_proposals;
};

Proposer::Proposer(const EnvFile &file, const Catalog &catalog)
    : m_catalog(catalog)
{
    for (const EnvEntry &entry : file.entries) {
        if (entry.refers || entry.value->size() == 0)
            continue;
        Setting setting{&entry, wordsOf(entry.name), catalog.keys().recognize(*entry.value)};
        if (!setting.key || setting.key->kind != "publishable-key"_L1)
            m_settings.append(setting);
    }
}

AppId Proposer::appOf(const Setting &setting) const
{
    AppId named;
    for (const AppProfile &app : m_catalog.apps()) {
        if (app.kind == AppKind::Other)
            continue;
        const QStringList words = appWords(app);
        const bool isNamed = std::any_of(words.cbegin(), words.cend(), [&](const QString &word) {
            return setting.words.contains(word);
        });
        if (isNamed)
            named = app.id;
    }
    if (!setting.key)
        return named;
    // A shape that others have too says less than the name.
    if (setting.key->certainty != Certainty::High && !named.isEmpty())
        return named;
    return setting.key->app;
}

int Proposer::fit(const AuthField &field, const Setting &setting, const QStringList &ofApp)
{
    const bool hasPattern = !field.pattern.isEmpty();
    if (hasPattern && !fits(field.pattern, *setting.entry->value))
        return 0;
    QStringList rest = setting.words;
    for (const QString &word : ofApp)
        rest.removeAll(word);
    const bool isNamed = rest.join(QString()) == wordsOf(field.name).join(QString());
    if (isNamed)
        return hasPattern ? 5 : 4;
    // "STRIPE_SECRET_KEY" for the only key an app has.
    const bool isKeyByName = field.secret && soundsSecret(setting.words);
    if (hasPattern)
        return isKeyByName || setting.key ? 3 : 2;
    return isKeyByName ? 1 : 0;
}

std::optional<Proposer::Filled> Proposer::fill(const AppProfile &app,
                                               const AuthOption &option,
                                               const QList<qsizetype> &settings) const
{
    Filled result;
    result.proposal.app = app.id;
    result.proposal.appName = app.name;
    result.proposal.auth = option.kind;
    const QStringList ofApp = appWords(app);
    QList<qsizetype> used;
    for (const AuthField &field : option.fields) {
        qsizetype best = -1;
        int bestFit = 0;
        for (const qsizetype index : settings) {
            const Setting &setting = m_settings[index];
            if (used.contains(index) || (field.secret && setting.isTaken))
                continue;
            if (const int how = fit(field, setting, ofApp); how > bestFit) {
                best = index;
                bestFit = how;
            }
        }
        if (best < 0) {
            if (field.required && field.takenFrom.isEmpty() && field.defaultValue.isEmpty())
                return std::nullopt;
            continue;
        }
        const Setting &setting = m_settings[best];
        used.append(best);
        ++result.filled;
        result.score += bestFit;
        if (!field.secret) {
            result.proposal.publicFields.insert(field.name,
                                                QString::fromUtf8(setting.entry->value->reveal()));
            continue;
        }
        result.secretSettings.append(best);
        result.proposal.secrets.insert(field.name, setting.entry->value);
        result.proposal.names.append(setting.entry->name);
        if (setting.key) {
            result.proposal.kind = setting.key->kind;
            result.proposal.told = setting.key->environment;
            if (setting.key->environment == KeyEnvironment::Test)
                result.proposal.environment = Environment::Development;
        }
        static const QStringList forTests{u"test"_s, u"sandbox"_s, u"dev"_s, u"staging"_s};
        if (std::any_of(forTests.cbegin(), forTests.cend(), [&](const QString &word) {
                return setting.words.contains(word);
            }))
            result.proposal.environment = Environment::Development;
        if (result.proposal.line == 0 || setting.entry->line < result.proposal.line)
            result.proposal.line = setting.entry->line;
    }
    if (result.secretSettings.isEmpty())
        return std::nullopt;
    result.allSettings = used;
    return result;
}

void Proposer::proposeFor(const AppProfile &app, const QList<qsizetype> &settings)
{
    for (;;) {
        std::optional<Filled> best;
        for (const AuthOption &option : app.auth) {
            if (option.kind == AuthKind::OAuth || option.kind == AuthKind::Device
                || option.kind == AuthKind::None)
                continue;
            const std::optional<Filled> filled = fill(app, option, settings);
            if (filled
                && (!best
                    || std::pair(filled->filled, filled->score)
                        > std::pair(best->filled, best->score)))
                best = filled;
        }
        if (!best)
            break;
        for (const qsizetype index : std::as_const(best->secretSettings))
            m_settings[index].isTaken = true;
        for (const qsizetype index : std::as_const(best->allSettings))
            m_settings[index].isUsed = true;
        m_proposals.append(best->proposal);
    }
    for (const qsizetype index : settings) {
        const Setting &setting = m_settings[index];
        if (!setting.isUsed && setting.key)
            leftOver(setting);
    }
}

void Proposer::leftOver(const Setting &setting)
{
    const AppProfile *app = m_catalog.app(setting.key->app);
    EnvProposal proposal;
    proposal.app = setting.key->app;
    proposal.appName = app ? app->name : setting.key->provider;
    proposal.kind = setting.key->kind;
    proposal.told = setting.key->environment;
    proposal.names = {setting.entry->name};
    proposal.line = setting.entry->line;
    if (setting.key->environment == KeyEnvironment::Test)
        proposal.environment = Environment::Development;
    proposal.whyNot = app
        ? tr("This alone does not connect %1. Connect it by hand and paste what it asks for.")
              .arg(proposal.appName)
        : tr("Drawbridge has no profile of %1 yet. Connect it as \"Other app\", or list it.")
              .arg(proposal.appName);
    m_proposals.append(proposal);
}

QList<EnvProposal> Proposer::propose()
{
    QMap<AppId, QList<qsizetype>> ofApp;
    for (qsizetype i = 0; i < m_settings.size(); ++i) {
        if (const AppId app = appOf(m_settings[i]); !app.isEmpty())
            ofApp[app].append(i);
    }
    for (auto it = ofApp.cbegin(); it != ofApp.cend(); ++it) {
        if (const AppProfile *app = m_catalog.app(it.key())) {
            proposeFor(*app, it.value());
            continue;
        }
        for (const qsizetype index : it.value()) {
            if (m_settings[index].key)
                leftOver(m_settings[index]);
        }
    }
    std::stable_sort(m_proposals.begin(), m_proposals.end(), [](const auto &a, const auto &b) {
        return a.line < b.line;
    });
    return std::move(m_proposals);
}

} // namespace

QList<EnvProposal> proposeConnections(const EnvFile &file, const Catalog &catalog)
{
    return Proposer(file, catalog).propose();
}

} // namespace drawbridge
