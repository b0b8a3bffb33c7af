{{%AUTOESCAPE context="HTML"}}
<div class="stacked confirm-within{{#FAULT}} faulty{{/FAULT}}">
<label for="confirm_within">[[Seconds to confirm it]]</label>
{{#FAULT}}
<p class="error" id="confirm_within-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{FAULT}}</p>
{{/FAULT}}
<input id="confirm_within" name="confirm_within" value="{{SECONDS:p}}" inputmode="numeric" autocomplete="off" aria-describedby="{{#FAULT}}confirm_within-error {{/FAULT}}confirm_within-help"{{#FAULT}} aria-invalid="true"{{/FAULT}}>
<p class="help" id="confirm_within-help">[[It may lock you out: unless you log in again and confirm it in this time, the old values come back.]]</p>
</div>
