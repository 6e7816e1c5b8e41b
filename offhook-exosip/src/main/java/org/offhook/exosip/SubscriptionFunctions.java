package org.offhook.exosip;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.ReferOptions;
import org.offhook.SubscribeOptions;
import org.offhook.Subscription;
import org.offhook.SubscriptionUsage;

/**
 * Subscriptions at others, by SUBSCRIBE or by REFER: the functions {@code eXosip_subscription_*}.
 * They are renewed by themselves, and where a notifier ends one for a reason that may pass, it is
 * made anew under the same sid (RFC 6665 section 4.1.3).
 *
 * <pre>{@code
 * var subscribe = exosip.subscription().buildInitialSubscribe(
 *     "sip:bob@example.com", "sip:me@example.com", null, "presence", 600);
 * int sid = exosip.subscription().sendInitialRequest(subscribe);
 * // SUBSCRIPTION_NOTIFY brings a did
 * var end = exosip.subscription().buildRefreshRequest(did);
 * exosip.subscription().sendRefreshRequest(did, end.setHeader("Expires", "0"));
 * }</pre>
 *
 * <p>Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class SubscriptionFunctions extends SubscriptionParts {

  private final Drafts<SubscriptionUsage> first = new Drafts<>();
  private final Drafts<Object> next = new Drafts<>();

  SubscriptionFunctions(Exosip context, Ids ids) {
    super(context, ids, false);
  }

  /**
   * Builds the first SUBSCRIBE.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @param expires seconds; 0 or less asks for the state once
   * @throws OsipException BADPARAMETER for empty texts, SYNTAXERROR if something cannot be read,
   *     NO_NETWORK before listening
   */
  public OsipMessage buildInitialSubscribe(
      String to, String from, @Nullable String route, String event, int expires) {
    var running = context.running();
    var target = uri(to, "to").toString();
    var sender = address(given(from, "from"));
    var state = given(event, "event");
    var options = OsipError.SYNTAXERROR.unless(() -> SubscribeOptions.to(target, state));
    options = options.allForks().from(sender);
    options = expires <= 0 ? options.fetch() : options.expires(Duration.ofSeconds(expires));
    return first.keep(running.prepare(routed(options, route)));
  }

  /** Builds a REFER outside calls: somebody is asked to call somebody, and to report. */
  public OsipMessage buildInitialRefer(
      String to, String from, @Nullable String route, String referTo) {
    var running = context.running();
    var target = uri(to, "to").toString();
    var options =
        ReferOptions.to(uri(referTo, "referTo").toString())
            .at(target)
            .from(address(given(from, "from")));
    return first.keep(running.prepare(routed(options, route)));
  }

  /**
   * Subscribes, or refers.
   *
   * @return the sid
   * @throws OsipException BADPARAMETER if it was not built here, or was sent already; SYNTAXERROR
   *     if it is no SUBSCRIBE or REFER any more
   */
  public int sendInitialRequest(OsipMessage request) {
    return context.locked(
        () -> {
          var handle = first.send(request);
          return ids.begin(request.toRequest(), handle).id;
        });
  }

  /**
   * Builds the next SUBSCRIBE of a dialog, with Event and the time that was asked for last; 0 in
   * Expires will end it.
   *
   * @throws OsipException NOTFOUND if there is no such dialog, WRONG_STATE before the first NOTIFY
   *     or while a SUBSCRIBE waits for its answer, UNDEFINED_ERROR for that of a REFER
   */
  public OsipMessage buildRefreshRequest(int did) {
    var entry = entry(did);
    var tag = tag(entry, did);
    if (!(entry.handle instanceof Subscription subscription)) {
      throw OsipError.UNDEFINED_ERROR.exception("a REFER is reported on as long as it takes");
    }
    return next.keep(subscription.prepare(tag), "a SUBSCRIBE or NOTIFY is awaited");
  }

  /** Sends it. */
  public void sendRefreshRequest(int did, OsipMessage request) {
    tag(entry(did), did);
    next.send(request);
  }
}
