package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.offhook.dns.Located;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;
import org.offhook.transport.TransportLayer;

/**
 * The flows by which a next hop may be reached, in the order to try them (RFC 3261 §16.6 item 7):
 * the one that the endpoint opened itself, then those that its URI leads to.
 */
final class Ways {

  private final TransportLayer transport;
  private final RegisteredFlows registered;

  Ways(TransportLayer transport, RegisteredFlows registered) {
    this.transport = transport;
    this.registered = registered;
  }

  /** Finds them; {@code found} is called once, with none if there is no way. */
  void find(ForwardedCopy copy, Consumer<List<Supplier<Flow>>> found) {
    var flow = copy.flow();
    if (flow != null) {
      found.accept(flow.isAlive() ? List.of(() -> flow) : List.of());
    } else {
      find(copy.nextHop(), copy.request(), found);
    }
  }

  private void find(Uri nextHop, SipRequest request, Consumer<List<Supplier<Flow>>> found) {
    var ways = new ArrayList<Supplier<Flow>>();
    var open = registered.find(nextHop);
    if (open != null) {
      ways.add(() -> open);
    }
    transport
        .locator()
        .locate(
            nextHop,
            transport.prefersStream(request),
            located -> {
              if (located instanceof Located.Found hops) {
                hops.hops().forEach(hop -> ways.add(() -> transport.flowTo(hop)));
              }
              found.accept(ways);
            });
  }
}
