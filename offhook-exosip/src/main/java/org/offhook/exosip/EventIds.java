package org.offhook.exosip;

/** The ids of an event; 0 where there is none, −1 for a dialog that is gone. */
record EventIds(int tid, int did, int rid, int cid, int sid, int nid) {

  static final EventIds NONE = new EventIds(0, 0, 0, 0, 0, 0);

  static EventIds registration(int rid) {
    return new EventIds(0, 0, rid, 0, 0, 0);
  }

  static EventIds call(int cid, int did, int tid) {
    return new EventIds(tid, did, 0, cid, 0, 0);
  }

  static EventIds message(int tid) {
    return new EventIds(tid, 0, 0, 0, 0, 0);
  }

  static EventIds subscription(int sid, int did, int tid) {
    return new EventIds(tid, did, 0, 0, sid, 0);
  }

  static EventIds incomingSubscription(int nid, int did, int tid) {
    return new EventIds(tid, did, 0, 0, 0, nid);
  }
}
