{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<p class="lead">{{SENTENCE}}</p>
{{#EFFECTS}}
<section class="card effects" aria-labelledby="effects">
<h2 id="effects">[[What it does]]</h2>
{{>EFFECT_LIST}}
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
{{>CONFIRM_WITHIN}}
<p class="buttons"><button class="primary">[[Restore]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
{{/FORM}}
{{#NOTHING}}
<p class="buttons"><a class="button" href="{{CANCEL_LINK}}">[[Back to the history]]</a></p>
{{/NOTHING}}
