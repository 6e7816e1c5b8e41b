package org.offhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.ExchangeEvent.Kind;
import org.offhook.ExchangeEvent.Told;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transaction.ClientTransaction;
import org.offhook.transaction.Failure;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.Transaction;
import org.offhook.transaction.TransactionObserver;
import org.offhook.transport.Flow;

/**
 * Makes {@link ExchangeEvent}s of what the transactions exchange (RFC 3261 §17), without the
 * repetitions. It keeps each request as long as its transaction lives, which itself forgets it
 * earlier. On the loop.
 */
final class ExchangeFeed implements TransactionObserver {

  /** Where the events go. */
  @FunctionalInterface
  interface Sink {
    void put(ExchangeEvent event, EventQueue.Room room);
  }

  /** Which 2xx an ACK belongs to; an endpoint that calls itself has both sides. */
  private record Accepted(boolean own, String callId, long number, String tag) {}

  /** One transaction. */
  private static final class Exchange {
    final SipRequest request;
    final String branch;
    final Map<String, byte[]> provisional = new HashMap<>(2);
    final Set<String> answeredBy = new HashSet<>(2);
    final List<Accepted> accepted = new ArrayList<>(1);

    Exchange(SipRequest request, String branch) {
      this.request = request;
      this.branch = branch;
    }

    /** Whether a response is no repetition: of each tag, one final and provisional changes. */
    boolean isNews(SipResponse response) {
      var tag = response.to().tag().orElse("");
      if (!response.status().isProvisional()) {
        return answeredBy.add(tag);
      }
      var bytes = response.toBytes();
      return !Arrays.equals(bytes, provisional.put(tag, bytes));
    }
  }

  private final Endpoint endpoint;
  private final Sink sink;
  private final IdentityHashMap<Transaction, Exchange> alive = new IdentityHashMap<>();
  private final Map<Accepted, Exchange> unacknowledged = new HashMap<>();

  private ExchangeFeed(Endpoint endpoint, Sink sink) {
    this.endpoint = endpoint;
    this.sink = sink;
  }

  /** Who observes the transactions: what the options ask for; null if nothing. */
  static @Nullable TransactionObserver observing(
      OnTheWay wanted, Hooks hooks, Endpoint endpoint, Sink sink) {
    var observer = wanted.observer();
    var steps = observer == null ? null : TransactionStep.feeding(hooks.observing(observer));
    if (!wanted.exchanges()) {
      return steps;
    }
    var feed = new ExchangeFeed(endpoint, sink);
    return steps == null ? feed : feed.and(steps);
  }

  @Override
  public void begun(ClientTransaction transaction) {
    tell(Told.request(Kind.SENT, enter(transaction, transaction.request()), transaction.branch()));
  }

  @Override
  public void begun(ServerTransaction transaction) {
    var request = enter(transaction, transaction.request());
    tell(
        Told.request(Kind.RECEIVED, request, transaction.branch())
            .from(transaction.flow().remote()));
  }

  private SipRequest enter(Transaction transaction, SipRequest request) {
    alive.put(transaction, new Exchange(request, transaction.branch()));
    return request;
  }

  @Override
  public void answered(ClientTransaction transaction, SipResponse response, Flow flow) {
    var exchange = news(transaction, response, true);
    if (exchange != null) {
      tell(
          Told.request(Kind.ANSWERED, exchange.request, exchange.branch)
              .response(response)
              .from(flow.remote()));
    }
  }

  @Override
  public void responded(ServerTransaction transaction, SipResponse response) {
    var exchange = news(transaction, response, false);
    if (exchange != null) {
      tell(Told.request(Kind.RESPONDED, exchange.request, exchange.branch).response(response));
    }
  }

  private @Nullable Exchange news(Transaction transaction, SipResponse response, boolean own) {
    var exchange = alive.get(transaction);
    if (exchange == null || !exchange.isNews(response)) {
      return null;
    }
    if (response.status().isSuccess() && transaction.method().equals(Method.INVITE)) {
      var accepted =
          new Accepted(
              own, response.callId(), response.cSeq().number(), response.to().tag().orElse(""));
      exchange.accepted.add(accepted);
      unacknowledged.put(accepted, exchange);
    }
    return exchange;
  }

  @Override
  public void failed(ClientTransaction transaction, Failure failure) {
    var exchange = alive.get(transaction);
    if (exchange != null) {
      var reason =
          failure instanceof Failure.Transport broken ? broken.reason() : "no answer in time";
      tell(
          Told.request(Kind.UNANSWERED, exchange.request, exchange.branch)
              .because(reason, failure instanceof Failure.Timeout));
    }
  }

  @Override
  public void unsent(SipRequest request, String reason) {
    tell(Told.request(Kind.UNANSWERED, request, "").because(reason, false));
  }

  @Override
  public void acknowledged(SipRequest ack, Flow flow) {
    var exchange = acknowledges(ack, false);
    if (exchange != null) {
      tell(Told.request(Kind.ACKNOWLEDGED, ack, exchange.branch).from(flow.remote()));
    }
  }

  @Override
  public void ackSent(SipRequest ack) {
    var exchange = acknowledges(ack, true);
    if (exchange != null) {
      tell(Told.request(Kind.ACK_SENT, ack, exchange.branch));
    }
  }

  private @Nullable Exchange acknowledges(SipRequest ack, boolean own) {
    return unacknowledged.remove(
        new Accepted(own, ack.callId(), ack.cSeq().number(), ack.to().tag().orElse("")));
  }

  @Override
  public void changed(Transaction transaction, String from, String to) {
    if (to.equals("TERMINATED")) {
      var over = alive.remove(transaction);
      if (over != null) {
        over.accepted.forEach(accepted -> unacknowledged.remove(accepted, over));
      }
    }
  }

  /** Ends of exchanges are kept as the ends of calls are. */
  private void tell(Told told) {
    var response = told.response();
    boolean last =
        told.kind() == Kind.UNANSWERED || (response != null && !response.status().isProvisional());
    sink.put(
        new ExchangeEvent(endpoint, told),
        last ? EventQueue.Room.RESERVED : EventQueue.Room.ORDINARY);
  }
}
