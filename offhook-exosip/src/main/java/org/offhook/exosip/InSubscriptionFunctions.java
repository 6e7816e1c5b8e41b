package org.offhook.exosip;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.IncomingRefer;
import org.offhook.IncomingSubscription;
import org.offhook.Notifier;
import org.offhook.Pending;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.exosip.SubscriptionIds.SubscriptionEntry;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.EventPackage;

/**
 * Subscriptions of others here, by SUBSCRIBE or by REFER outside calls: the functions {@code
 * eXosip_insubscription_*}.
 *
 * <pre>{@code
 * if (event.type() == EventType.IN_SUBSCRIPTION_NEW) {
 *   var answers = exosip.insubscription();
 *   answers.sendAnswer(event.tid(), 202, answers.buildAnswer(event.tid(), 202));
 *   var notify = answers.buildNotify(event.did(), SubscriptionStatus.ACTIVE, null);
 *   answers.sendRequest(event.did(), notify.contentType("application/pidf+xml").body(presence));
 * }
 * }</pre>
 *
 * <p>A refresh is answered with 200 by itself and told as {@link EventType#IN_SUBSCRIPTION_NEW}; a
 * 2xx of the application to it has no effect, and the NOTIFY that follows is the application's, for
 * the last time where Expires is 0. Who does not refresh is told that it is over, with {@code
 * timeout}. Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class InSubscriptionFunctions extends SubscriptionParts {

  /** All packages are the application's; ten minutes where no time is asked for. */
  static final EventPackage ALL =
      EventPackage.ANY.withLifetimes(
          new EventPackage.Lifetimes(Duration.ofMinutes(10), Duration.ZERO, Duration.ofDays(1)));

  InSubscriptionFunctions(Exosip context, Ids ids) {
    super(context, ids, true);
  }

  /**
   * Builds an answer; a 2xx says how long the subscription lasts.
   *
   * @throws OsipException BADPARAMETER for a status outside 200 to 699 (RFC 4320 section 4.1),
   *     NOTFOUND for an unknown transaction, WRONG_STATE if it is answered
   */
  public OsipMessage buildAnswer(int tid, int status) {
    var wanted = Border.status(status, 200);
    var entry = waiting(tid, wanted);
    var message =
        OsipMessage.of(
            entry.handle instanceof IncomingSubscription wish
                ? unanswered(wish.prepare(wanted))
                : entry.handle instanceof IncomingRefer refer
                    ? unanswered(refer.prepare(wanted))
                    : SipResponse.to(entry.request, wanted).build());
    entry.request.headers().text("Event").ifPresent(event -> message.setHeader("Event", event));
    return message;
  }

  /**
   * Answers.
   *
   * @param answer null: the default one, not for a 2xx
   * @throws OsipException as {@link #buildAnswer}
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(answer == null ? status : answer.statusCode(), 200);
    if (answer == null && wanted.isSuccess()) {
      throw OsipError.BADPARAMETER.exception("build the answer: a default would say too little");
    }
    var entry = waiting(tid, wanted);
    var response = (answer == null ? buildAnswer(tid, status) : answer).toResponse();
    try {
      locked(() -> respond(entry, response));
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  private static TransactionEntry respond(TransactionEntry entry, SipResponse response) {
    if (entry.handle instanceof IncomingSubscription wish) {
      wish.respond(response).ifPresent(notifier -> accepted(entry, notifier));
    } else if (entry.handle instanceof IncomingRefer refer) {
      refer.respond(response);
    }
    return entry;
  }

  private static TransactionEntry accepted(TransactionEntry entry, Notifier notifier) {
    if (entry.subscription != null) {
      entry.subscription.handle = notifier;
    }
    return entry;
  }

  /** A request that can be answered so; a refresh was, but an application may say yes as well. */
  private TransactionEntry waiting(int tid, Status wanted) {
    checkId(tid);
    context.catchUp();
    var known =
        locked(() -> ids.transaction(tid))
            .filter(one -> one.told && one.subscription != null && one.subscription.incoming)
            .orElseThrow(() -> OsipError.NOTFOUND.exception("no request " + tid + " is known"));
    boolean answered =
        known.handle instanceof IncomingSubscription wish
            ? wish.isAnswered()
            : known.handle instanceof IncomingRefer refer
                ? refer.isAnswered()
                : !wanted.isSuccess();
    if (answered) {
      throw OsipError.WRONG_STATE.exception("transaction " + tid + " is answered already");
    }
    return known;
  }

  /**
   * Builds a request of a dialog, which can only be NOTIFY.
   *
   * @throws OsipException BADPARAMETER for another method, NOTFOUND if there is no such dialog,
   *     WRONG_STATE if it is over, was not accepted, or the last NOTIFY waits for its answer
   */
  public OsipMessage buildRequest(int did, String method) {
    if (!method.equals("NOTIFY")) {
      throw OsipError.BADPARAMETER.exception("a notifier sends NOTIFY, not " + method);
    }
    var entry = dialog(did);
    var none = "the subscription is over, or it was not accepted";
    var draft =
        entry.handle instanceof Notifier notifier
            ? awaited(notifier.prepare(), OsipError.WRONG_STATE, none)
            : entry.handle instanceof IncomingRefer refer
                ? awaited(refer.prepareNotify(), OsipError.WRONG_STATE, none)
                : null;
    if (draft == null) {
      throw OsipError.WRONG_STATE.exception(none);
    }
    checkFree(entry);
    return built(draft);
  }

  private SubscriptionEntry dialog(int did) {
    var entry = entry(did);
    tag(entry, did);
    return entry;
  }

  private static void checkFree(SubscriptionEntry entry) {
    if (entry.told != null && !entry.told.isDone()) {
      throw OsipError.WRONG_STATE.exception("the last NOTIFY waits for its answer");
    }
  }

  /**
   * Builds a NOTIFY that says how the subscription stands, with the time that is left.
   *
   * @param reason why it is over; null: {@code noresource}
   * @throws OsipException as {@link #buildRequest}; BADPARAMETER for UNKNOWN
   */
  public OsipMessage buildNotify(
      int did, SubscriptionStatus status, @Nullable SubscriptionReason reason) {
    if (status == SubscriptionStatus.UNKNOWN) {
      throw OsipError.BADPARAMETER.exception("say how the subscription stands");
    }
    var notify = buildRequest(did, "NOTIFY");
    var why = reason == null ? SubscriptionReason.NORESOURCE : reason;
    var state =
        status == SubscriptionStatus.TERMINATED
            ? "terminated;reason=" + why
            : String.valueOf(notify.header("Subscription-State"))
                .replaceFirst("^\\w+", status.name());
    return notify.setHeader("Subscription-State", state.toLowerCase(Locale.ROOT));
  }

  /**
   * Sends a NOTIFY; with {@code terminated} it is the last one.
   *
   * @throws OsipException BADPARAMETER if it was not built here, or was sent already; SYNTAXERROR
   *     if it is no NOTIFY any more, with Event and Subscription-State; WRONG_STATE while the last
   *     one waits for its answer
   */
  public void sendRequest(int did, OsipMessage request) {
    var entry = dialog(did);
    checkFree(entry);
    entry.told = send(taken(request)) instanceof Pending<?> told ? told : null;
  }

  /**
   * Serves a subscription to {@code dialog} (RFC 4235) by itself, for as long as it lasts, and
   * refuses others with 489.
   */
  public void automatic(ExosipEvent event) {
    var entry = waiting(event.tid(), Status.OK);
    if (entry.handle instanceof IncomingSubscription wish) {
      if (wish.eventPackage().equals("dialog")) {
        locked(() -> accepted(entry, wish.acceptDialogs()));
      } else {
        wish.reject(Status.BAD_EVENT);
      }
    }
  }
}
