{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<p class="lead">{{SENTENCE}}</p>
{{#EFFECTS}}
<section class="card effects" aria-labelledby="effects">
<h2 id="effects">[[What it does]]</h2>
<ul>
{{#EFFECT}}
<li><span class="effect {{EFFECT_WORD}}">{{EFFECT_LABEL}}</span> {{EFFECT_SENTENCE}}</li>
{{/EFFECT}}
</ul>
</section>
{{/EFFECTS}}
{{>CHANGES}}
{{#FORM}}
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{BASE}}">
<div class="stacked">
<label for="note">[[Note]] <span class="optional">[[(optional)]]</span></label>
<input id="note" name="note" value="{{NOTE:p}}" maxlength="200" autocomplete="off"{{#NOTE_ERROR}} aria-invalid="true" aria-describedby="note-error"{{/NOTE_ERROR}}>
{{#NOTE_ERROR}}
<p class="error" id="note-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{NOTE_ERROR}}</p>
{{/NOTE_ERROR}}
</div>
{{#WINDOW}}
<div class="stacked">
<label for="confirm_within">[[Seconds to confirm it]]</label>
<input id="confirm_within" name="confirm_within" value="{{WINDOW_SECONDS:p}}" inputmode="numeric" autocomplete="off" aria-describedby="confirm_within-help"{{#WINDOW_ERROR}} aria-invalid="true"{{/WINDOW_ERROR}}>
<p class="help" id="confirm_within-help">[[It may lock you out: unless you log in again and confirm it in this time, the old values come back.]]</p>
{{#WINDOW_ERROR}}
<p class="error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{WINDOW_ERROR}}</p>
{{/WINDOW_ERROR}}
</div>
{{/WINDOW}}
<p class="buttons"><button class="primary">[[Restore]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
{{/FORM}}
{{#NOTHING}}
<p class="buttons"><a class="button" href="{{CANCEL_LINK}}">[[Back to the history]]</a></p>
{{/NOTHING}}
