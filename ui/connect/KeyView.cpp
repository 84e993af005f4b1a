// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KeyView.h"

#include "core/workspace/Apps.h"
#include "ui/connect/KeyOutcome.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SecretClipboard.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/SignInPanel.h"
#include "ui/kit/Toggles.h"

#include <QDesktopServices>
#include <QFile>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr qint64 largestAuthorityFile = qint64(1024) * 1024;
const QString probeField = u"probe"_s;

/// Its file, or the catalog, does not say where it is reached.
bool needsOwnAddress(const AppProfile &profile)
{
    return profile.kind == AppKind::Other || (profile.imported && profile.baseUrl.isEmpty());
}
constexpr int seenOptionalFields = 1;

/// A page the owner can open: a whole https address.
QUrl openablePage(const QString &page)
{
    const QUrl url(page);
    return !page.contains(u'{') && url.scheme() == u"https"_s ? url : QUrl();
}

} // namespace

KeyView::KeyView(const Catalog &catalog, QWidget *parent)
    : QWidget(parent)
    , m_catalog(catalog)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
}

KeyView::~KeyView()
{
    // A field that empties itself on being hidden must not find half of this gone.
    forget();
}

void KeyView::setDraft(const ConnectDraft &draft, const AppProfile &profile)
{
    m_draft = draft;
    m_profile = profile;
    build();
}

void KeyView::forget()
{
    delete m_content;
    m_content = nullptr;
    m_jobs.clear();
    m_fields.clear();
    m_secrets.clear();
    m_rows.clear();
    m_draft = ConnectDraft();
    m_profile = AppProfile();
}

void KeyView::build()
{
    if (m_content) {
        // One of its own fields may be what asked for this.
        m_content->hide();
        m_content->deleteLater();
    }
    m_jobs.clear();
    m_fields.clear();
    m_secrets.clear();
    m_rows.clear();
    m_way = nullptr;
    m_baseUrl = nullptr;
    m_probe = nullptr;
    m_onMyNetwork = nullptr;
    m_authority = nullptr;
    m_content = new QWidget(this);
    m_column->addWidget(m_content);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16 - Card::shadowMargins().top());
    addJobs();
    addWays();
    addFields();
    addLimits();
    column->addStretch(1);
    showScopes();
    showHost();
    showShop();
    m_content->show();
}

void KeyView::addJobs()
{
    if (m_profile.jobs.isEmpty())
        return;
    auto *card = new Card(tr("What should it do?"), m_content);
    card->body()->setSpacing(8);
    for (const AppJob &job : std::as_const(m_profile.jobs)) {
        auto *box = new CheckBox(job.label, card);
        box->setChecked(m_draft.jobs.contains(job.id));
        connect(box, &QCheckBox::toggled, this, [this] {
            showScopes();
            Q_EMIT edited();
        });
        card->body()->addWidget(box);
        m_jobs.append({job.id, box});
    }
    m_content->layout()->addWidget(card);
}

void KeyView::addWays()
{
    auto *card =
        new Card(isSignIn(m_draft.auth) ? tr("Before you sign in") : tr("Make the key"), m_content);
    card->body()->setSpacing(8);
    const QList<AuthOption> options = connectOptions(m_profile);
    if (options.size() > 1) {
        m_way = new ComboBox(tr("Which way to connect"), card);
        for (const AuthOption &option : options)
            m_way->addItem(option.label, toText(option.kind));
        m_way->setCurrentIndex(qMax(0, m_way->findData(toText(m_draft.auth))));
        card->body()->addWidget(new FormRow(tr("Which way to connect"), m_way, card));
        connect(m_way, &QComboBox::activated, this, [this] {
            const AuthKind before = m_draft.auth;
            writeTo(m_draft);
            if (m_draft.auth == before)
                return;
            build();
            m_way->setFocus(Qt::OtherFocusReason);
            Q_EMIT keyChanged();
            Q_EMIT edited();
        });
    }
    const AuthOption *option = m_profile.authOption(m_draft.auth);
    if (option && !option->note.isEmpty() && options.size() > 1)
        card->body()->addWidget(new PlainLabel(option->note, TextRole::Muted, Wrap::Yes, card));
    const SetUp &setUp = m_profile.setUpFor(m_draft.auth);
    int number = 1;
    for (const QString &step : setUp.steps)
        card->body()->addWidget(
            new PlainLabel(tr("%1. %2").arg(number++).arg(step), TextRole::Body, Wrap::Yes, card));
    m_scopes = new PlainLabel(QString(), TextRole::Body, Wrap::Yes, card);
    card->body()->addWidget(m_scopes);
    const bool isPractice = m_profile.kind == AppKind::Practice;
    if (isPractice && m_startsPractice) {
        auto *start = new SecondaryButton(tr("Start it and fill in below"), Icon::Play, card);
        start->setAccessibleName(tr("Start the Practice Shop and fill in what it needs"));
        connect(start, &QPushButton::clicked, this, &KeyView::practiceWanted);
        card->body()->addWidget(start, 0, Qt::AlignLeft);
        card->body()->addWidget(
            new PlainLabel(tr("It runs on this computer, as long as this window is open."),
                           TextRole::Muted,
                           Wrap::Yes,
                           card));
    }
    const QUrl page = isPractice && m_startsPractice ? QUrl() : openablePage(setUp.page);
    if (page.isValid() && !page.isEmpty()) {
        auto *open = new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, card);
        connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
        card->body()->addWidget(open, 0, Qt::AlignLeft);
    }
    m_content->layout()->addWidget(card);
}

void KeyView::addFields()
{
    auto *card = new Card(isSignIn(m_draft.auth) ? tr("Sign in") : tr("Bring it here"), m_content);
    card->body()->setSpacing(12);
    if (needsOwnAddress(m_profile))
        addOwnAddress(card);
    if (m_profile.kind == AppKind::Other || (m_profile.imported && !m_profile.probe))
        addOwnProbe(card);
    const AuthOption *option = m_profile.authOption(m_draft.auth);
    Disclosure *more = nullptr;
    int optional = 0;
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (field.secret) {
            addSecret(field, card->body());
        } else if (field.takenFrom.isEmpty()) {
            // What most can leave empty is folded away, unless it was filled in.
            const bool isFolded = !field.required && ++optional > seenOptionalFields;
            if (isFolded && !more)
                more = new Disclosure(tr("More to fill in, where the app needs it"), card);
            addPublic(field, isFolded ? more->body() : card->body());
            if (isFolded && !m_draft.fields.value(field.name).isEmpty())
                more->setOpen(true);
        }
    }
    if (more)
        card->body()->addWidget(more);
    if (m_profile.kind == AppKind::Practice || needsOwnAddress(m_profile))
        addAuthority(card);
    addResult(card);
    m_content->layout()->addWidget(card);
}

void KeyView::addSecret(const AuthField &field, QVBoxLayout *column)
{
    auto *input = new SecretField(field.label, m_content);
    input->setPlaceholder(field.example.isEmpty() || field.example == u"…"_s
                              ? QString()
                              : tr("looks like %1").arg(field.example));
    auto *row = new FormRow(field.label, input, m_content);
    row->setHelp(field.where.isEmpty() ? field.help : field.where);
    connect(input, &SecretField::edited, this, [this, row] {
        row->setError(QString());
        showShop();
        changed();
    });
    connect(input, &SecretField::pasted, this, &KeyView::pasted);
    connect(input, &SecretField::returnPressed, this, [this] {
        if (isComplete())
            Q_EMIT tryWanted();
        else
            showMissing();
    });
    column->addWidget(row);
    m_secrets.insert(field.name, input);
    m_rows.insert(field.name, row);
}

void KeyView::addPublic(const AuthField &field, QVBoxLayout *column)
{
    auto *input = new QLineEdit(m_draft.fields.value(field.name, field.defaultValue), m_content);
    input->setPlaceholderText(field.example);
    auto *row = new FormRow(field.label, input, m_content);
    row->setHelp(field.where.isEmpty() ? field.help : field.where);
    connect(input, &QLineEdit::textEdited, this, [this, row] {
        row->setError(QString());
        showHost();
        changed();
    });
    column->addWidget(row);
    m_fields.insert(field.name, input);
    m_rows.insert(field.name, row);
}

void KeyView::addOwnAddress(Card *card)
{
    m_baseUrl = new QLineEdit(m_draft.baseUrl, card);
    m_baseUrl->setPlaceholderText(u"https://api.example.com"_s);
    auto *row = new FormRow(tr("Its address"), m_baseUrl, card);
    row->setHelp(tr("Its provider's help says where programs reach it."));
    m_rows.insert(u"baseUrl"_s, row);
    card->body()->addWidget(row);
    connect(m_baseUrl, &QLineEdit::textEdited, this, [this, row] {
        row->setError(QString());
        showHost();
        changed();
    });
}

void KeyView::addOwnProbe(Card *card)
{
    m_probe = new QLineEdit(m_draft.fields.value(probeField), card);
    m_probe->setPlaceholderText(u"/v1/me"_s);
    auto *probeRow = new FormRow(tr("A page to try the key on (may be left empty)"), m_probe, card);
    probeRow->setHelp(
        tr("One that opens with a good key only. Without it the key is kept untried."));
    card->body()->addWidget(probeRow);
    connect(m_probe, &QLineEdit::textEdited, this, &KeyView::changed);
}

void KeyView::addAuthority(Card *card)
{
    m_onMyNetwork = new CheckBox(tr("It stands on my network or on this computer"), card);
    m_onMyNetwork->setChecked(m_draft.onMyNetwork);
    connect(m_onMyNetwork, &QCheckBox::toggled, this, &KeyView::changed);
    card->body()->addWidget(m_onMyNetwork);
    m_authority = new QLineEdit(card);
    m_authority->setPlaceholderText(tr("only if it has a certificate of its own making"));
    auto *row = new FormRow(tr("File of its certificate authority"), m_authority, card);
    if (!m_draft.authorityPem.isEmpty())
        row->setHelp(tr("The file you chose before is kept. Choose another one to replace it."));
    connect(m_authority, &QLineEdit::editingFinished, this, [this, row] {
        row->setError(QString());
        const QString name = m_authority->text().trimmed();
        if (name.isEmpty())
            return;
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly) || file.size() > largestAuthorityFile) {
            row->setError(tr("This file cannot be read. Choose another one."));
            return;
        }
        const QString pem = QString::fromUtf8(file.readAll());
        if (pem == m_draft.authorityPem)
            return;
        m_draft.authorityPem = pem;
        changed();
    });
    card->body()->addWidget(row);
}

void KeyView::addResult(Card *card)
{
    m_shop = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, card);
    card->body()->addWidget(m_shop);
    m_host = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, card);
    card->body()->addWidget(m_host);
    m_progress = new ProgressRow(card);
    connect(m_progress, &ProgressRow::cancelled, this, &KeyView::stopWanted);
    card->body()->addWidget(m_progress);
    m_signIn = new SignInPanel(card);
    connect(m_signIn, &SignInPanel::pasted, this, &KeyView::addressPasted);
    card->body()->addWidget(m_signIn);
    m_outcome = new KeyOutcome(card);
    connect(m_outcome, &KeyOutcome::confirmed, this, &KeyView::confirmed);
    connect(m_outcome, &KeyOutcome::untriedWanted, this, &KeyView::untriedWanted);
    connect(m_outcome, &KeyOutcome::clearClipboardWanted, this, &KeyView::clearClipboardWanted);
    connect(m_outcome, &KeyOutcome::denied, this, [this] {
        if (isSignIn(m_draft.auth)) {
            Q_EMIT denied();
            return;
        }
        clearSecrets();
        setProblem(tr("This key was forgotten again, and nothing of it is kept. Make one in the "
                      "account that is yours and paste it here."));
        if (!m_secrets.isEmpty())
            m_secrets.first()->setFocus(Qt::OtherFocusReason);
    });
    card->body()->addWidget(m_outcome);
    m_try = isSignIn(m_draft.auth)
        ? new SecondaryButton(tr("Sign in at %1").arg(m_profile.name), Icon::ExternalLink, card)
        : new SecondaryButton(tr("Try the key"), Icon::Refresh, card);
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (isComplete())
            Q_EMIT tryWanted();
        else
            showMissing();
    });
    card->body()->addWidget(m_try, 0, Qt::AlignLeft);
}

void KeyView::addLimits()
{
    if (m_profile.cannotLimit.isEmpty())
        return;
    auto *card = new Card(tr("What %1 cannot limit").arg(m_profile.name), m_content);
    card->body()->setSpacing(12);
    for (const AppLimit &limit : std::as_const(m_profile.cannotLimit)) {
        auto *pair = new QVBoxLayout;
        pair->setSpacing(2);
        pair->addWidget(new PlainLabel(limit.what, TextRole::Muted, Wrap::Yes, card));
        auto *help = new PlainLabel(TextRole::Body, card);
        help->setWordWrap(true);
        help->setSpans({{tr("What helps: "), Emphasis::Strong}, {limit.help, Emphasis::None}});
        help->setVisible(!limit.help.isEmpty());
        pair->addWidget(help);
        card->body()->addLayout(pair);
    }
    m_content->layout()->addWidget(card);
}

void KeyView::changed()
{
    m_outcome->clear();
    m_try->show();
    Q_EMIT keyChanged();
    Q_EMIT edited();
}

void KeyView::pasted()
{
    if (!checkApp())
        return;
    if (isComplete() && !isSignIn(m_draft.auth))
        Q_EMIT tryWanted();
}

bool KeyView::checkApp()
{
    for (SecretField *field : std::as_const(m_secrets)) {
        const QString other = otherAppOf(*field);
        if (other.isEmpty())
            continue;
        field->expectAnother();
        // Trying it would show one app's key to another.
        setProblem(tr("This looks like a key of %1, so it was not sent to %2. Paste the key of %2, "
                      "or go back and choose %1.")
                       .arg(other, m_profile.name));
        return false;
    }
    return true;
}

QString KeyView::otherAppOf(const SecretField &field) const
{
    const AppProfile *app = m_catalog.otherAppOf(field.copySecret(), m_profile);
    return app ? app->name : QString();
}

void KeyView::showShop()
{
    const auto told = toldEnvironment(m_catalog.keys(), m_profile.id, secrets());
    m_shop->setVisible(told.has_value());
    if (!told)
        return;
    m_shop->setText(*told == KeyEnvironment::Test
                        ? tr("It says of itself that it is a test key, so this is a test shop.")
                        : tr("It says of itself that it is live: it opens the real shop."));
    if (m_profile.kind == AppKind::Practice)
        m_shop->hide();
    else if (*told == KeyEnvironment::Live)
        m_draft.environment = Environment::Production;
    else if (m_draft.environment == Environment::Production)
        m_draft.environment = Environment::Staging;
}

void KeyView::showScopes()
{
    QStringList jobs;
    for (const auto &[id, box] : m_jobs) {
        if (box->isChecked())
            jobs.append(id);
    }
    QStringList ticks;
    for (const QString &name : m_profile.scopesFor(jobs)) {
        const AppScope *scope = m_profile.scope(name);
        ticks.append(scope && !scope->tick.isEmpty() ? scope->tick : name);
    }
    m_scopes->setVisible(!ticks.isEmpty());
    const QString intro = ticks.size() == 1
        ? tr("Tick exactly this box there: ")
        : tr("Tick exactly these %1 boxes there: ").arg(ticks.size());
    m_scopes->setSpans({{intro, Emphasis::None}, {ticks.join(u" · "_s), Emphasis::Strong}});
}

void KeyView::showHost()
{
    QMap<QString, QString> fields;
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it)
        fields.insert(it.key(), it.value()->text().trimmed());
    QString host = m_baseUrl ? QUrl(m_baseUrl->text().trimmed()).host() : QString();
    if (host.isEmpty()) {
        const Result<QUrl> url = expandBaseUrl(m_profile, fields, m_draft.environment);
        if (url)
            host = url->host();
    }
    m_host->setVisible(!host.isEmpty());
    m_host->setSpans({{tr("Your key goes to "), Emphasis::None},
                      {host, Emphasis::Strong},
                      {tr(" and nowhere else."), Emphasis::None}});
}

void KeyView::writeTo(ConnectDraft &draft) const
{
    if (!m_content)
        return;
    draft.jobs.clear();
    for (const auto &[id, box] : m_jobs) {
        if (box->isChecked())
            draft.jobs.append(id);
    }
    if (m_way)
        draft.auth =
            drawbridge::fromText<AuthKind>(m_way->currentData().toString()).value_or(draft.auth);
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it)
        draft.fields.insert(it.key(), it.value()->text().trimmed());
    if (m_baseUrl)
        draft.baseUrl = m_baseUrl->text().trimmed();
    if (m_probe && m_probe->text().trimmed().isEmpty())
        draft.fields.remove(probeField);
    else if (m_probe)
        draft.fields.insert(probeField, m_probe->text().trimmed());
    if (m_onMyNetwork) {
        draft.onMyNetwork = m_onMyNetwork->isChecked();
        draft.authorityPem = m_draft.authorityPem;
    }
    draft.environment = m_draft.environment;
    draft.takePurposeFromJobs(m_profile);
}

void KeyView::setKey(const SecretBytes &key)
{
    if (m_secrets.size() == 1 && !key.isEmpty())
        m_secrets.first()->setSecret(key);
}

QMap<QString, SharedSecret> KeyView::secrets() const
{
    QMap<QString, SharedSecret> secrets;
    for (auto it = m_secrets.begin(); it != m_secrets.end(); ++it) {
        if (!it.value()->isEmpty())
            secrets.insert(it.key(), share(it.value()->copySecret()));
    }
    return secrets;
}

void KeyView::setSecrets(const QMap<QString, SharedSecret> &secrets)
{
    for (auto it = secrets.begin(); it != secrets.end(); ++it) {
        if (SecretField *field = m_secrets.value(it.key())) {
            const QSignalBlocker quiet(field);
            field->setSecret(*it.value());
        }
    }
    if (m_content)
        showShop();
}

void KeyView::clearSecrets()
{
    for (SecretField *field : std::as_const(m_secrets))
        field->clear();
}

bool KeyView::isComplete() const
{
    if (m_baseUrl && m_baseUrl->text().trimmed().isEmpty())
        return false;
    const AuthOption *option = m_profile.authOption(m_draft.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (field.secret && field.required && m_secrets.contains(field.name)
            && m_secrets.value(field.name)->isEmpty())
            return false;
        if (!field.secret && field.required && m_fields.contains(field.name)
            && m_fields.value(field.name)->text().trimmed().isEmpty())
            return false;
    }
    return true;
}

void KeyView::showMissing()
{
    QWidget *first = nullptr;
    const auto check = [this, &first](const QString &name, bool missing, const QString &sentence) {
        FormRow *row = m_rows.value(name);
        if (!row)
            return;
        row->setError(missing ? sentence : QString());
        if (missing && !first)
            first = row->field();
    };
    if (m_baseUrl)
        check(u"baseUrl"_s, m_baseUrl->text().trimmed().isEmpty(), tr("Write its address here."));
    const AuthOption *option = m_profile.authOption(m_draft.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (field.secret)
            check(field.name,
                  field.required && m_secrets.contains(field.name)
                      && m_secrets.value(field.name)->isEmpty(),
                  tr("Paste it here, or go back and just list the app."));
        else if (field.required && m_fields.contains(field.name))
            check(field.name,
                  m_fields.value(field.name)->text().trimmed().isEmpty(),
                  tr("This is still missing."));
    }
    if (first)
        first->setFocus(Qt::OtherFocusReason);
}

void KeyView::setTesting(bool testing)
{
    if (!m_content)
        return;
    m_try->setBusy(testing);
    if (testing)
        m_progress->begin(isSignIn(m_draft.auth)
                              ? tr("Waiting for you to sign in at %1").arg(m_profile.name)
                              : tr("Trying the key at %1").arg(m_profile.name));
    else
        m_progress->finish();
    if (!testing)
        m_signIn->finish();
}

void KeyView::setOutcome(const ConnectionTest &test)
{
    m_outcome->setTest(test);
    m_try->setVisible(!test.ok);
    for (SecretField *field : std::as_const(m_secrets)) {
        if (!test.ok)
            field->expectAnother();
    }
    bool onClipboard = false;
    for (const SharedSecret &secret : secrets())
        onClipboard = onClipboard || clipboardHolds(*secret);
    m_outcome->setOnClipboard(test.ok && onClipboard);
}

void KeyView::setUntried(const Error &error)
{
    const bool cannotBeTried =
        !m_profile.probe && (!m_probe || m_probe->text().trimmed().isEmpty());
    const bool open = cannotBeTried && isComplete();
    m_outcome->setProblem(error.what,
                          open ? KeyOutcome::UntriedWay::Open : KeyOutcome::UntriedWay::Closed);
}

void KeyView::setProblem(const QString &problem)
{
    if (m_content)
        m_outcome->setProblem(problem);
}

QWidget *KeyView::outcome() const
{
    return m_outcome;
}

} // namespace drawbridge::ui
