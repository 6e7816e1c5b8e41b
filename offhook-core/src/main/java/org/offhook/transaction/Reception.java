package org.offhook.transaction;

import java.util.List;
import org.offhook.message.HeaderField;
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
  private abstract class Guest implements WaitingRoom.Guest {

    final Flow flow;
    private final Method method;

    Guest(Method method, Flow flow) {
      this.method = method;
      this.flow = flow;
    }

    /**
     * Refuses or drops it, if that is what becomes of it.
     *
     * @param full whether there is no room for any
     */
    boolean isTurnedAway(boolean full) {
      var ruling = table.door().glance(method, flow, full);
      if (ruling instanceof Ruling.Overloaded overloaded) {
        answer(overloaded.rows());
      }
      return ruling != Ruling.Plain.ADMIT;
    }

    /** Answers 503 with these rows. */
    abstract void answer(List<HeaderField> rows);

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

    Glanced(RequestGlance seen, byte[] datagram, Flow flow) {
      super(seen.method(), flow);
      this.seen = seen;
      this.datagram = datagram;
    }

    @Override
    void answer(List<HeaderField> rows) {
      var tag = table.statelessTag(seen, seen.method());
      layer.transport().respond(seen, Status.SERVICE_UNAVAILABLE, tag, rows, flow);
    }

    @Override
    public void admit() {
      layer.transport().read(datagram, flow);
    }
  }

  /** One that took more than a glance. */
  private final class Read extends Guest {

    private final SipRequest request;
    private final ServerKey key;

    Read(SipRequest request, Flow flow, ServerKey key) {
      super(request.method(), flow);
      this.request = request;
      this.key = key;
    }

    @Override
    void answer(List<HeaderField> rows) {
      table.refuse(request, flow, rows);
    }

    @Override
    public void admit() {
      table.judge(request, flow, key);
    }
  }
}
