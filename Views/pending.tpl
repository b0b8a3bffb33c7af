{{%AUTOESCAPE context="HTML"}}
{{#NOTHING}}
<p class="lead">[[No change waits for a confirmation.]]</p>
<p class="buttons"><a class="button" href="{{HISTORY_LINK}}">[[To the history]]</a></p>
{{/NOTHING}}
{{#PENDING}}
<section class="card" aria-labelledby="countdown">
<h2 id="countdown" class="countdown">[[Time left:]] <span data-remaining="{{REMAINING}}" data-reload>[[{{REMAINING}} s]]</span></h2>
<p>{{SENTENCE}}</p>
<p>[[When the time is over, the old values come back by themselves, also if the phone restarts meanwhile.]]</p>
{{#CLOSES_SERVER}}
<div class="notice warning"><span aria-hidden="true">⚠</span> <div>
<p>[[<b>The web server is switched off: from now on no page answers.</b> On the phone itself <code>onhook confirm</code> lets it stay so, <code>onhook revert</code> takes it back at once.]]</p>
<p>[[To get the pages back later, enter <code>onhook param set Enable_Web_Server=Yes</code> on the phone itself.]]</p>
</div></div>
{{/CLOSES_SERVER}}
{{#CLOSES_PAGES}}
<div class="notice warning"><span aria-hidden="true">⚠</span> <div>
<p>[[<b>Confirm closes the administrator's pages</b> to every browser, this one too. On the phone itself <code>onhook confirm</code> does the same.]]</p>
<p>[[To open them again later, enter <code>onhook param set Enable_Web_Admin_Access=Yes</code> on the phone itself.]]</p>
</div></div>
{{/CLOSES_PAGES}}
{{#ANSWERS}}
{{#STEPS}}
<ol class="plain">
<li>[[Open <a href="{{ADDRESS}}">{{ADDRESS_TEXT}}</a>, if possible in another window.]]</li>
<li>[[Log in as <b>{{ACCOUNT}}</b>: that shows that you still get in.]]</li>
<li>[[Press Confirm.]]</li>
</ol>
{{/STEPS}}
{{#CONFIRM}}
<form method="post" action="{{CONFIRM_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{NEWEST}}">
<p>[[You have logged in since the change was made, so you do get in.]]</p>
<p class="buttons"><button class="primary">[[Confirm]]</button></p>
</form>
{{/CONFIRM}}
{{#LOG_IN}}
<form method="post" action="{{LOGOUT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="next" value="{{CONFIRM_ACTION}}">
<p class="buttons"><button class="primary">[[Log in again here]]</button></p>
</form>
{{/LOG_IN}}
<form method="post" action="{{REVERT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{NEWEST}}">
<p class="buttons"><button>[[Take it back now]]</button></p>
</form>
{{/ANSWERS}}
</section>
<h2>[[What would come back]]</h2>
{{>CHANGES}}
{{#NO_CHANGES}}
<p class="lead">[[Nothing: others have changed all of it since.]]</p>
{{/NO_CHANGES}}
{{/PENDING}}
