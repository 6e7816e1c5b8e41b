package org.offhook.server;

import java.util.List;
import java.util.function.Supplier;
import org.offhook.message.SipRequest;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.Flow;

/** The stateful proxy core (RFC 3261 §16): begins one response context for each request. */
final class Proxy {

  private final TransactionLayer transactions;
  private final Ways ways;
  private final SipServerOptions options;
  private final Tally tally;
  private final LoopDetection loops;
  private final FlowTokens tokens;

  Proxy(TransactionLayer transactions, Ways ways, SipServerOptions options, Tally tally) {
    this.transactions = transactions;
    this.ways = ways;
    this.options = options;
    this.tally = tally;
    this.loops = new LoopDetection(transactions.transport().loop().random());
    this.tokens = new FlowTokens(transactions.transport().loop().random());
  }

  /** The names of flows. */
  FlowTokens tokens() {
    return tokens;
  }

  TransactionLayer transactions() {
    return transactions;
  }

  Ways ways() {
    return ways;
  }

  SipServerOptions options() {
    return options;
  }

  LoopDetection loops() {
    return loops;
  }

  void countForwarded() {
    tally.forwarded++;
  }

  /** Sends a request to all targets at once. */
  void forward(ServerTransaction transaction, SipRequest request, List<Target> targets) {
    new ResponseContext(this, transaction, request).begin(targets);
  }

  /** Sends the ACK of a 2xx on, without a transaction (§16.11). */
  void acknowledge(SipRequest ack, Target target) {
    var copy = ForwardedCopy.of(ack, target, options.realm());
    ways.find(copy, found -> acknowledge(copy, found));
  }

  private void acknowledge(ForwardedCopy copy, List<Supplier<Flow>> found) {
    if (!found.isEmpty()) {
      tally.acknowledgements++;
      transactions.ack(copy.request(), found.getFirst().get());
    }
  }
}
