package org.offhook.exosip;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.IncomingSubscription;
import org.offhook.NotifyOutcome;
import org.offhook.Pending;
import org.offhook.SubscriptionWish;
import org.offhook.exosip.Ids.SubscriptionEntry;
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

  private final Drafts<Pending<NotifyOutcome>> notifies = new Drafts<>();

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
    var wanted = status(status, null, 200);
    var entry = waiting(tid, wanted);
    var message =
        entry.handle instanceof SubscriptionWish wish
            ? prepared(wanted, wish)
            : OsipMessage.of(SipResponse.to(entry.request, wanted).build());
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
    var wanted = status(status, answer, 200);
    checkWritten(answer != null || !wanted.isSuccess());
    if (waiting(tid, wanted).handle instanceof SubscriptionWish wish) {
      respond(wish, answer == null ? buildAnswer(tid, status) : answer);
    }
  }

  /** A request that can be answered so; a refresh was, but an application may say yes as well. */
  private Ids.TransactionEntry waiting(int tid, Status wanted) {
    var known =
        find(
            tid,
            "request to answer,",
            id ->
                ids.transaction(id)
                    .filter(
                        one ->
                            one.told && one.owner instanceof SubscriptionEntry of && of.incoming));
    OsipError.WRONG_STATE.when(
        known.handle instanceof SubscriptionWish wish ? wish.isAnswered() : !wanted.isSuccess(),
        "request " + tid + " is answered already");
    return known;
  }

  /**
   * Builds a request of a dialog, which can only be NOTIFY.
   *
   * @throws OsipException BADPARAMETER for another method, NOTFOUND if there is no such dialog,
   *     WRONG_STATE if it is over, was not accepted, or the last NOTIFY waits for its answer
   */
  public OsipMessage buildRequest(int did, String method) {
    OsipError.BADPARAMETER.when(!method.equals("NOTIFY"), "a notifier sends NOTIFY, not " + method);
    var draft = ((SubscriptionWish) free(did).handle).prepareNotify();
    return notifies.keep(draft, "the subscription is over, or it was not accepted");
  }

  /** The subscription of a dialog, whose last NOTIFY is not on its way any more. */
  private SubscriptionEntry free(int did) {
    var entry = entry(did);
    tag(entry, did);
    OsipError.WRONG_STATE.when(
        entry.told != null && !entry.told.isDone(), "the last NOTIFY waits for its answer");
    return entry;
  }

  /**
   * Builds a NOTIFY that says how the subscription stands, with the time that is left.
   *
   * @param reason why it is over; null: {@code noresource}
   * @throws OsipException as {@link #buildRequest}; BADPARAMETER for UNKNOWN
   */
  public OsipMessage buildNotify(
      int did, SubscriptionStatus status, @Nullable SubscriptionReason reason) {
    return stated(buildRequest(did, "NOTIFY"), status, reason);
  }

  /**
   * Sends a NOTIFY; with {@code terminated} it is the last one.
   *
   * @throws OsipException BADPARAMETER if it was not built here, or was sent already; SYNTAXERROR
   *     if it is no NOTIFY any more, with Event and Subscription-State; WRONG_STATE while the last
   *     one waits for its answer
   */
  public void sendRequest(int did, OsipMessage request) {
    free(did).told = notifies.send(request);
  }

  /**
   * Serves a subscription to {@code dialog} (RFC 4235) by itself, for as long as it lasts, and
   * refuses others with 489.
   */
  public void automatic(ExosipEvent event) {
    if (waiting(event.tid(), Status.OK).handle instanceof IncomingSubscription wish) {
      if (wish.eventPackage().equals("dialog")) {
        wish.acceptDialogs();
      } else {
        wish.reject(Status.BAD_EVENT);
      }
    }
  }
}
