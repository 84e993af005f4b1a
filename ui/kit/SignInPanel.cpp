// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SignInPanel.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/FlowLayout.h"
#include "ui/kit/FormRow.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/QrPicture.h"

#include <QClipboard>
#include <QDeadlineTimer>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLineEdit>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

std::function<void(const QUrl &)> &opener()
{
    static std::function<void(const QUrl &)> open = [](const QUrl &page) {
        QDesktopServices::openUrl(page);
    };
    return open;
}

qint64 nowMs()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

SignInPanel::SignInPanel(QWidget *parent)
    : QWidget(parent)
    , m_words(new PlainLabel(QString(), TextRole::Body, Wrap::Yes, this))
    , m_code(new PlainLabel(TextRole::Figure, this))
    , m_left(new PlainLabel(QString(), TextRole::Muted, Wrap::Yes, this))
    , m_picture(new QrPicture(this))
    , m_open(new SecondaryButton(tr("Open the page"), Icon::ExternalLink, this))
    , m_copy(new SecondaryButton(tr("Copy its address"), Icon::None, this))
    , m_otherComputer(new LinkButton(tr("The browser is on another computer"), Icon::None, this))
    , m_paste(new QLineEdit(this))
    , m_pasteRow(new FormRow(tr("The address you were sent to"), m_paste, this))
    , m_take(new SecondaryButton(tr("Go on with this address"), Icon::None, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_words);
    m_code->setSelectable(true);
    column->addWidget(m_code);
    column->addWidget(m_picture, 0, Qt::AlignLeft);
    column->addWidget(m_left);
    auto *buttons = new FlowLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_otherComputer);
    column->addLayout(buttons);
    m_pasteRow->setHelp(
        tr("All that stands in the browser's address line at the end, even if the page itself says "
           "that it cannot be reached."));
    column->addWidget(m_pasteRow);
    column->addWidget(m_take, 0, Qt::AlignLeft);

    connect(m_open, &QPushButton::clicked, this, &SignInPanel::openPage);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_page.toString(QUrl::FullyEncoded));
    });
    connect(m_otherComputer, &QPushButton::clicked, this, [this] {
        showPaste(true);
        m_paste->setFocus(Qt::OtherFocusReason);
    });
    const auto take = [this] {
        m_pasteRow->setError(
            m_paste->text().trimmed().isEmpty() ? tr("Paste the address here first.") : QString());
        if (!m_paste->text().trimmed().isEmpty())
            Q_EMIT pasted(m_paste->text());
    };
    connect(m_take, &QPushButton::clicked, this, take);
    connect(m_paste, &QLineEdit::returnPressed, this, take);
    connect(m_paste, &QLineEdit::textEdited, this, [this] { m_pasteRow->setError(QString()); });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &SignInPanel::showTimeLeft);
    hide();
}

void SignInPanel::setOpener(std::function<void(const QUrl &)> given)
{
    opener() = std::move(given);
}

void SignInPanel::showPaste(bool needed)
{
    m_pasteRow->setVisible(needed);
    m_take->setVisible(needed);
    m_otherComputer->setVisible(!needed);
}

void SignInPanel::waitForBrowser(const QString &app, const QUrl &page, bool pasteNeeded)
{
    m_page = page;
    m_words->setText(
        pasteNeeded
            ? tr("Sign in at %1 in your browser and allow it there. %1 sends you to your own page "
                 "at "
                 "the end: copy the address of that page and paste it here.")
                  .arg(app)
            : tr("Sign in at %1 in your browser and allow it there. Drawbridge goes on by itself.")
                  .arg(app));
    m_code->hide();
    m_left->hide();
    m_picture->hide();
    m_copy->show();
    m_paste->clear();
    m_pasteRow->setError(QString());
    showPaste(pasteNeeded);
    show();
    openPage();
}

void SignInPanel::waitForCode(const QString &app, const Code &code)
{
    m_page = code.page;
    m_words->setText(tr("Open %1 on any screen and type this code. %2 then asks you to allow it.")
                         .arg(code.page.toString(QUrl::RemoveQuery), app));
    m_code->setText(code.text);
    m_code->setAccessibleName(tr("Code to type: %1").arg(code.text));
    m_code->show();
    m_picture->hide();
    if (!code.pageWithCode.isEmpty())
        m_picture->setText(code.pageWithCode.toString(QUrl::FullyEncoded),
                           tr("A picture that leads a telephone's camera to the page"));
    m_endsAt = nowMs() + std::chrono::milliseconds(code.lifetime).count();
    m_left->show();
    showTimeLeft();
    m_tick.start();
    m_copy->show();
    showPaste(false);
    m_otherComputer->hide();
    show();
}

void SignInPanel::showTimeLeft()
{
    const qint64 seconds = qMax<qint64>(0, (m_endsAt - nowMs()) / 1000);
    m_left->setText(tr("The code is good for %1:%2 more.")
                        .arg(seconds / 60)
                        .arg(seconds % 60, 2, 10, QChar(u'0')));
}

void SignInPanel::refusePaste(const QString &why)
{
    showPaste(true);
    m_pasteRow->setError(why);
}

void SignInPanel::finish()
{
    m_tick.stop();
    m_page.clear();
    m_paste->clear();
    m_code->clear();
    hide();
}

void SignInPanel::openPage()
{
    if (!m_page.isEmpty())
        opener()(m_page);
}

} // namespace drawbridge::ui
