package org.offhook.transaction;

import org.offhook.message.Method;

/** What a response is matched by: the branch of its top Via and its CSeq method (§17.1.3). */
record ClientKey(String branch, Method method) {}
