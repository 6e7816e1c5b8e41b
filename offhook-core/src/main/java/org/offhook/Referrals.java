package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.event.ReferUas;
import org.offhook.event.SubscribeUas;
import org.offhook.event.Subscriptions;
import org.offhook.invite.InviteSession;
import org.offhook.message.HeaderField;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.ua.EventPackage;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.UserAgentCore;

/**
 * The subscriptions of an endpoint, and the way of each REFER and SUBSCRIBE to user code. On the
 * loop.
 */
final class Referrals implements Subscriptions.Application {

  private final EndpointCore endpoint;
  private final Subscriptions subscriptions;

  Referrals(EndpointCore endpoint, UserAgentCore core) {
    this.endpoint = endpoint;
    this.subscriptions = new Subscriptions(core, this);
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public void referred(ReferUas uas) {
    if (endpoint.isClosing()) {
      uas.reject(Status.TEMPORARILY_UNAVAILABLE, List.of());
      return;
    }
    var session = sessionOf(uas.inbound());
    var call = session == null ? null : endpoint.callOf(session);
    var refer = new IncomingRefer(endpoint, uas, call, session == null ? null : session.wanted());
    var handler = endpoint.handlers().refers();
    if (handler != null) {
      endpoint.run("refer", () -> handle(handler, refer));
    } else if (!tell(refer, call)) {
      uas.reject(Status.SERVICE_UNAVAILABLE, List.of(new HeaderField("Retry-After", "5")));
    }
  }

  private boolean tell(IncomingRefer refer, @Nullable Call call) {
    return call == null
        ? endpoint.emit(new SubscriptionEvent.ReferReceived(refer), EventQueue.Room.REQUEST)
        : call.calls().emit(new CallEvent.TransferRequested(call, refer), EventQueue.Room.REQUEST);
  }

  private void handle(ReferHandler handler, IncomingRefer refer) {
    try {
      handler.handle(refer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      refer.handlerFailed();
      endpoint.handlerFailed(e);
    }
  }

  @Override
  public void subscribed(SubscribeUas uas) {
    if (endpoint.isClosing()) {
      uas.reject(Status.TEMPORARILY_UNAVAILABLE, List.of());
      return;
    }
    var session = sessionOf(uas.inbound());
    var wish =
        new IncomingSubscription(endpoint, uas, session == null ? null : endpoint.callOf(session));
    var handler = endpoint.handlers().subscribes();
    var events = endpoint.core().settings().events();
    if (events.ownDialogs() && wish.eventPackage().equals(EventPackage.DIALOG.name())) {
      wish.acceptDialogs();
      return;
    }
    if (handler != null) {
      endpoint.run("subscribe", () -> handle(handler, wish));
    } else if (!endpoint.emit(new SubscriptionEvent.Received(wish), EventQueue.Room.REQUEST)) {
      uas.reject(Status.SERVICE_UNAVAILABLE, List.of(new HeaderField("Retry-After", "5")));
    }
  }

  private void handle(SubscribeHandler handler, IncomingSubscription wish) {
    try {
      handler.handle(wish);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      wish.handlerFailed();
      endpoint.handlerFailed(e);
    }
  }

  @Override
  public void unsolicited(SipRequest notify) {
    endpoint.emit(
        new SubscriptionEvent.Unsolicited(endpoint.endpoint(), notify), EventQueue.Room.ORDINARY);
  }

  /** The session in whose dialog the request came, or that it names in Target-Dialog. */
  private static @Nullable InviteSession sessionOf(InboundRequest inbound) {
    return inbound.dialog().or(inbound::targetDialog).map(Referrals::session).orElse(null);
  }

  private static @Nullable InviteSession session(Dialog dialog) {
    for (var usage : dialog.usages()) {
      if (usage instanceof InviteSession session) {
        return session;
      }
    }
    return null;
  }

  boolean isIdle() {
    return subscriptions.isEmpty();
  }

  void endAll() {
    subscriptions.close();
  }

  void cutOff() {
    subscriptions.cutOff("the endpoint was closed");
  }
}
