// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/KeyView.h"

#include "core/workspace/Apps.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/Card.h"
#include "ui/kit/ComboBox.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressRow.h"
#include "ui/kit/SecretField.h"
#include "ui/kit/Toggles.h"

#include <QDesktopServices>
#include <QFile>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drawbridge::ui {

namespace {

constexpr qint64 largestAuthorityFile = 1024 * 1024;

/// A page the owner can open: a whole https address.
QUrl openablePage(const QString &page)
{
    const QUrl url(page);
    return !page.contains(u'{') && url.scheme() == u"https"_s ? url : QUrl();
}

} // namespace

KeyView::KeyView(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
}

void KeyView::setDraft(const ConnectDraft &draft, const AppProfile &profile)
{
    m_draft = draft;
    build(profile);
}

void KeyView::build(const AppProfile &profile)
{
    delete m_content;
    m_profile = profile;
    m_jobs.clear();
    m_fields.clear();
    m_secrets.clear();
    m_way = nullptr;
    m_baseUrl = nullptr;
    m_onMyNetwork = nullptr;
    m_authority = nullptr;
    m_content = new QWidget(this);
    m_column->addWidget(m_content);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16 - Card::shadowMargins().top());
    addJobs(profile);
    addWays(profile);
    addFields(profile);
    addLimits(profile);
    column->addStretch(1);
    showScopes();
    showHost();
    setOutcome(nullptr);
}

void KeyView::addJobs(const AppProfile &profile)
{
    if (profile.jobs.isEmpty())
        return;
    auto *card = new Card(tr("What should it do?"), m_content);
    card->body()->setSpacing(8);
    for (const AppJob &job : profile.jobs) {
        auto *box = new CheckBox(job.label, card);
        box->setChecked(m_draft.jobs.contains(job.id));
        connect(box, &QCheckBox::toggled, this, &KeyView::showScopes);
        card->body()->addWidget(box);
        m_jobs.append({job.id, box});
    }
    m_content->layout()->addWidget(card);
}

void KeyView::addWays(const AppProfile &profile)
{
    auto *card = new Card(tr("Make the key"), m_content);
    card->body()->setSpacing(8);
    const QList<AuthOption> options = keyOptions(profile);
    if (options.size() > 1) {
        m_way = new ComboBox(tr("Which kind of key"), card);
        for (const AuthOption &option : options)
            m_way->addItem(option.label, toText(option.kind));
        m_way->setCurrentIndex(qMax(0, m_way->findData(toText(m_draft.auth))));
        card->body()->addWidget(new FormRow(tr("Which kind of key"), m_way, card));
        connect(m_way, &QComboBox::activated, this, [this] {
            writeTo(m_draft);
            build(AppProfile(m_profile));
        });
    }
    const SetUp &setUp = profile.setUpFor(m_draft.auth);
    int number = 1;
    for (const QString &step : setUp.steps)
        card->body()->addWidget(
            new PlainLabel(tr("%1. %2").arg(number++).arg(step), TextRole::Body, Wrap::Yes, card));
    m_scopes = new PlainLabel(QString(), TextRole::Body, Wrap::Yes, card);
    card->body()->addWidget(m_scopes);
    const QUrl page = openablePage(setUp.page);
    if (page.isValid() && !page.isEmpty()) {
        auto *open = new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, card);
        connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
        card->body()->addWidget(open, 0, Qt::AlignLeft);
    }
    m_content->layout()->addWidget(card);
}

void KeyView::addFields(const AppProfile &profile)
{
    auto *card = new Card(tr("Bring it here"), m_content);
    card->body()->setSpacing(12);
    const AuthOption *option = profile.authOption(m_draft.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (field.secret) {
            auto *input = new SecretField(field.label, card);
            input->setPlaceholder(field.example.isEmpty() ? QString()
                                                          : tr("looks like %1").arg(field.example));
            auto *row = new FormRow(field.label, input, card);
            row->setHelp(field.where.isEmpty() ? field.help : field.where);
            connect(input, &SecretField::edited, this, [this] {
                setOutcome(nullptr);
                Q_EMIT edited();
            });
            const auto tryIt = [this] {
                if (isComplete())
                    Q_EMIT tryWanted();
            };
            connect(input, &SecretField::pasted, this, tryIt);
            connect(input, &SecretField::returnPressed, this, tryIt);
            card->body()->addWidget(row);
            m_secrets.insert(field.name, input);
            continue;
        }
        if (!field.takenFrom.isEmpty())
            continue;
        auto *input = new QLineEdit(m_draft.fields.value(field.name, field.defaultValue), card);
        input->setPlaceholderText(field.example);
        auto *row = new FormRow(field.label, input, card);
        row->setHelp(field.where.isEmpty() ? field.help : field.where);
        connect(input, &QLineEdit::textEdited, this, [this] {
            showHost();
            setOutcome(nullptr);
            Q_EMIT edited();
        });
        card->body()->addWidget(row);
        m_fields.insert(field.name, input);
    }
    if (profile.kind == AppKind::Practice || profile.kind == AppKind::Other)
        addOwnAddress(profile, card);
    m_host = new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, card);
    card->body()->addWidget(m_host);
    m_progress = new ProgressRow(card);
    connect(m_progress, &ProgressRow::cancelled, this, &KeyView::stopWanted);
    card->body()->addWidget(m_progress);
    m_outcome = new PlainLabel(QString(), TextRole::Strong, Wrap::Yes, card);
    m_outcome->setAccessibleName(tr("What the test saw"));
    card->body()->addWidget(m_outcome);
    m_try = new SecondaryButton(tr("Try the key"), Icon::Refresh, card);
    connect(m_try, &QPushButton::clicked, this, &KeyView::tryWanted);
    card->body()->addWidget(m_try, 0, Qt::AlignLeft);
    m_content->layout()->addWidget(card);
}

void KeyView::addOwnAddress(const AppProfile &profile, Card *card)
{
    if (profile.kind == AppKind::Other) {
        m_baseUrl = new QLineEdit(m_draft.baseUrl, card);
        m_baseUrl->setPlaceholderText(u"https://api.example.com"_s);
        connect(m_baseUrl, &QLineEdit::textEdited, this, [this] {
            showHost();
            setOutcome(nullptr);
            Q_EMIT edited();
        });
        card->body()->addWidget(new FormRow(tr("Its address"), m_baseUrl, card));
    }
    m_onMyNetwork = new CheckBox(tr("It stands on my network or on this computer"), card);
    m_onMyNetwork->setChecked(m_draft.onMyNetwork);
    connect(m_onMyNetwork, &QCheckBox::toggled, this, &KeyView::edited);
    card->body()->addWidget(m_onMyNetwork);
    m_authority = new QLineEdit(card);
    m_authority->setPlaceholderText(tr("only if it has a certificate of its own making"));
    auto *row = new FormRow(tr("File of its certificate authority"), m_authority, card);
    connect(m_authority, &QLineEdit::editingFinished, this, [this, row] {
        row->setError(QString());
        m_draft.authorityPem.clear();
        if (m_authority->text().trimmed().isEmpty())
            return;
        QFile file(m_authority->text().trimmed());
        if (!file.open(QIODevice::ReadOnly) || file.size() > largestAuthorityFile)
            row->setError(tr("This file cannot be read."));
        else
            m_draft.authorityPem = QString::fromUtf8(file.readAll());
        Q_EMIT edited();
    });
    card->body()->addWidget(row);
}

void KeyView::addLimits(const AppProfile &profile)
{
    if (profile.cannotLimit.isEmpty())
        return;
    auto *card = new Card(tr("What %1 cannot limit").arg(profile.name), m_content);
    card->body()->setSpacing(8);
    for (const AppLimit &limit : profile.cannotLimit)
        card->body()->addWidget(new PlainLabel(tr("%1 %2").arg(limit.what, limit.help),
                                               TextRole::Muted,
                                               Wrap::Yes,
                                               card));
    m_content->layout()->addWidget(card);
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
    m_scopes->setText(
        ticks.size() == 1
            ? tr("Tick exactly this box there: %1").arg(ticks.first())
            : tr("Tick exactly these %1 boxes there: %2").arg(ticks.size()).arg(ticks.join(u", "_s)));
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
    if (m_onMyNetwork) {
        draft.onMyNetwork = m_onMyNetwork->isChecked();
        draft.authorityPem = m_draft.authorityPem;
    }
    draft.takePurposeFromJobs(m_profile);
}

void KeyView::setKey(SecretBytes key)
{
    if (m_secrets.size() != 1 || key.isEmpty())
        return;
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
}

void KeyView::clearSecrets()
{
    for (SecretField *field : std::as_const(m_secrets))
        field->clear();
}

bool KeyView::isComplete() const
{
    for (const SecretField *field : m_secrets) {
        if (field->isEmpty())
            return false;
    }
    const AuthOption *option = m_profile.authOption(m_draft.auth);
    for (const AuthField &field : option ? option->fields : QList<AuthField>()) {
        if (!field.secret && field.required && m_fields.contains(field.name)
            && m_fields.value(field.name)->text().trimmed().isEmpty())
            return false;
    }
    return true;
}

void KeyView::setTesting(bool testing)
{
    m_try->setBusy(testing);
    if (testing)
        m_progress->begin(tr("Trying the key at %1").arg(m_profile.name));
    else
        m_progress->finish();
}

void KeyView::setOutcome(const ConnectionTest *test)
{
    m_outcome->setVisible(test != nullptr);
    if (!test)
        return;
    QString text = test->explanation;
    if (test->ok && !test->identity.isEmpty())
        text += u' ' % tr("Yours? Then go on.");
    m_outcome->setText(text);
    m_outcome->setInk(test->ok ? Ink::Good : Ink::Danger);
}

void KeyView::setProblem(const QString &problem)
{
    m_outcome->setVisible(!problem.isEmpty());
    m_outcome->setText(problem);
    m_outcome->setInk(Ink::Danger);
}

} // namespace drawbridge::ui
