package org.offhook.transaction;

import org.offhook.message.Method;
import org.offhook.message.RequestGlance;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.transport.Flow;

/**
 * Where requests outside dialogs come first while there is little room: they are glanced at, and
 * wait, are refused without state (RFC 3261 §8.2.7), or go on. On the loop.
 */
final class Reception {

  private final TransactionLayer layer;
  private final ServerTable table;
  private final WaitingRoom room;

  Reception(TransactionLayer layer, ServerTable table) {
    this.layer = layer;
    this.table = table;
    this.room = new WaitingRoom(layer.loop(), new Pressure());
  }

  /** How much the endpoint has to do. */
  private final class Pressure implements WaitingRoom.Endpoint {

    @Override
    public boolean isBehind() {
      return layer.transport().isBehind();
    }

    @Override
    public long patience() {
      return table.door().patience();
    }
  }

  /**
   * Whether a first look at a datagram is enough: for a request that waits from now on, for one
   * that is refused, and for the ACK of such a refusal.
   */
  boolean settles(byte[] datagram, Flow flow) {
    if (!room.isNeeded() && !table.door().isFull()) {
      return false;
    }
    var seen = RequestGlance.at(datagram, layer.transport().settings().messages());
    if (seen == null || seen.method().equals(Method.CANCEL)) {
      return false;
    }
    if (seen.method().equals(Method.ACK)) {
      return seen.toTag().equals(table.statelessTag(seen, Method.INVITE));
    }
    var key = ServerKey.of(seen.topVia(), seen.method());
    return seen.toTag().isEmpty()
        && key != null
        && !table.contains(key)
        && isTaken(key, new Glanced(seen, datagram, flow));
  }

  /** Whether a request outside dialogs that was read is not to be served now. */
  boolean takes(SipRequest request, Flow flow, ServerKey key) {
    return room.isNeeded()
        && !flow.isConnection()
        && request.to().tag().isEmpty()
        && isTaken(key, new Read(request, flow, key));
  }

  private boolean isTaken(ServerKey key, Guest guest) {
    if (room.contains(key)) {
      return true;
    }
    boolean waits = room.isNeeded();
    boolean full = waits && room.isFull();
    if (guest.isTurnedAway(full)) {
      return true;
    }
    if (waits && !full) {
      room.add(key, guest);
      return true;
    }
    return false;
  }

  /** Lets the request with this key in now if it waits: the next message is about it. */
  void bring(ServerKey key) {
    room.bring(key);
  }

  void close() {
    room.clear();
  }

  /** A request that may have to wait. */
  private abstract static class Guest implements WaitingRoom.Guest {

    /**
     * Refuses or drops it, if that is what becomes of it.
     *
     * @param full whether there is no room for any
     */
    abstract boolean isTurnedAway(boolean full);

    @Override
    public void refuse() {
      if (!isTurnedAway(true)) {
        admit();
      }
    }
  }

  /** One that was not read yet. */
  private final class Glanced extends Guest {

    private final RequestGlance seen;
    private final byte[] datagram;
    private final Flow flow;

    Glanced(RequestGlance seen, byte[] datagram, Flow flow) {
      this.seen = seen;
      this.datagram = datagram;
      this.flow = flow;
    }

    @Override
    boolean isTurnedAway(boolean full) {
      var ruling = table.door().glance(seen.method(), flow, full);
      if (ruling instanceof Ruling.Overloaded overloaded) {
        var tag = table.statelessTag(seen, seen.method());
        var status = Status.SERVICE_UNAVAILABLE;
        layer.transport().respond(seen, status, tag, overloaded.rows(), flow);
      }
      return ruling != Ruling.Plain.ADMIT;
    }

    @Override
    public void admit() {
      layer.transport().read(datagram, flow);
    }
  }

  /** One that took more than a glance. */
  private final class Read extends Guest {

    private final SipRequest request;
    private final Flow flow;
    private final ServerKey key;

    Read(SipRequest request, Flow flow, ServerKey key) {
      this.request = request;
      this.flow = flow;
      this.key = key;
    }

    @Override
    boolean isTurnedAway(boolean full) {
      var ruling = table.door().glance(request.method(), flow, full);
      if (ruling instanceof Ruling.Overloaded overloaded) {
        table.refuse(request, flow, overloaded.rows());
      }
      return ruling != Ruling.Plain.ADMIT;
    }

    @Override
    public void admit() {
      table.judge(request, flow, key);
    }
  }
}
